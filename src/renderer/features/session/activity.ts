/** Tells the console that somebody is there: at most once in `EVERY_MS`, and nothing of what they do. */
import type { Console } from '../../transport/index.ts'

const EVERY_MS = 15_000

/** `present`: whether a session is open on this screen. */
export function reportActivity(console: Console, present: () => boolean): void {
  let last = 0
  const touched = () => {
    const now = Date.now()
    if (!present() || (now >= last && now - last < EVERY_MS)) return
    last = now
    void console.call('session.activity', null)
  }
  for (const kind of ['keydown', 'pointerdown', 'pointermove', 'wheel'])
    window.addEventListener(kind, touched, { capture: true, passive: true })
}
