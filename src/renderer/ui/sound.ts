/** Quiet cues, made here: no file, nothing fetched. Off unless the desk chose them; never the only sign of anything. */
import { useUi } from './store.ts'

export type Cue = 'confirmed' | 'refused' | 'down'

/** Notes of a cue: hertz and start, s. Rising: done; falling: not done; two low equal ones: something is down. */
const NOTES: Record<Cue, readonly [number, number][]> = {
  confirmed: [
    [523, 0],
    [784, 0.09],
  ],
  refused: [
    [440, 0],
    [294, 0.11],
  ],
  down: [
    [220, 0],
    [220, 0.22],
  ],
}
const LENGTH = 0.14
/** Well under a voice on the telephone. */
const GAIN = 0.05

let audio: AudioContext | null = null

/** Plays a cue when the desk wants sounds, or when it is only listened to (`anyway`). */
export function play(cue: Cue, anyway = false): void {
  if (!anyway && !useUi.getState().sounds) return
  try {
    audio ??= new AudioContext()
    const now = audio.currentTime
    for (const [hertz, at] of NOTES[cue]) {
      const tone = audio.createOscillator()
      const gain = audio.createGain()
      tone.frequency.value = hertz
      gain.gain.setValueAtTime(0, now + at)
      gain.gain.linearRampToValueAtTime(GAIN, now + at + 0.015)
      gain.gain.linearRampToValueAtTime(0, now + at + LENGTH)
      tone.connect(gain).connect(audio.destination)
      tone.start(now + at)
      tone.stop(now + at + LENGTH)
    }
  } catch {
    // A desk without sound loses nothing: every cue is also written.
  }
}
