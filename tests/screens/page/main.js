// The same door as the shipped page, over a console that plays a part. The scene stands in the address.
import { mount } from '../../../src/renderer/app/mount.tsx'
import { createScriptedConsole } from '../scriptedConsole.ts'

const { checked = true, ...scene } = JSON.parse(decodeURIComponent(location.hash.slice(1)) || '{}')
const contract = checked ? await import('./contract.js') : null
const { transport, script } = createScriptedConsole(scene, contract)
window.script = script
mount(document.getElementById('root'), transport)
