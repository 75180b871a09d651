// Wrong on purpose: the console that knows Electron's room.
export { window } from '../main/window.ts'
