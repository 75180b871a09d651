/** What the session has to say above everything: degraded mode, a token that is not renewed, a clock that is wrong. */
import type { SessionState } from '../../../shared/contract/session.ts'
import { useAnswer } from '../../app/console.ts'
import { useNow } from '../../ui/clock.ts'
import type { IconName } from '../../ui/Icon.tsx'
import { Statement } from '../../ui/Problem.tsx'
import { hour } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'

/** A renewal that is late is nobody's business while the token lasts this long, ms. */
const SOON_MS = 240_000

type Kind = 'degraded' | 'late' | 'needsPin' | 'refused' | 'ended' | 'clock'
const LOOK: Record<Kind, { tone: 'bad' | 'warn' | 'info'; icon: IconName }> = {
  degraded: { tone: 'warn', icon: 'cut' },
  late: { tone: 'info', icon: 'clock' },
  needsPin: { tone: 'warn', icon: 'card' },
  refused: { tone: 'bad', icon: 'cross' },
  ended: { tone: 'bad', icon: 'cut' },
  clock: { tone: 'warn', icon: 'clock' },
}

/** The one thing to say of the proof; null when all is well. */
function kindOf({ proof, degraded }: SessionState, now: number): Kind | null {
  if (degraded) return 'degraded'
  if (!proof || proof.state === 'fresh') return null
  if (proof.state === 'refused' || proof.state === 'ended') return proof.state
  const left = proof.ends === null ? 0 : Date.parse(proof.ends) - now
  if (left <= 0) return proof.state === 'needs-pin' ? 'needsPin' : 'ended'
  if (proof.state === 'needs-pin') return 'needsPin'
  return left < SOON_MS ? 'late' : null
}

export function SessionBanners() {
  const { t } = useWords()
  const session = useAnswer('session.state', null)
  const now = useNow(5_000)
  if (!session.value) return null
  const { proof, clockOff } = session.value
  const say = (kind: Kind, holes: Record<string, string | number> = {}) => (
    <Statement
      key={kind}
      words={{
        what: t(`session.banner.${kind}.what`, holes),
        kept: t(`session.banner.${kind}.kept`, holes),
        next: t(`session.banner.${kind}.next`, holes),
      }}
      {...LOOK[kind]}
      inline
    />
  )
  const kind = kindOf(session.value, now)
  return (
    <>
      {kind ? say(kind, { time: proof?.ends ? hour(proof.ends) : '' }) : null}
      {clockOff === null
        ? null
        : say('clock', { seconds: Math.abs(clockOff), way: t(clockOff > 0 ? 'session.ahead' : 'session.behind') })}
    </>
  )
}
