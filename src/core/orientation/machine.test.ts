import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ABSENCES_NEEDED, advance, beginning, type Course, type Happening } from './machine.ts'
import type { CreateAnswer } from './ports.ts'

/** What the far side really did with the one request, and what the desk then sees of it. */
interface World {
  /** When the source acts: before its answer, after the desk stopped waiting, or never. */
  acts: 'before-answer' | 'late' | 'never'
  answer: CreateAnswer
  steps: ('read' | 'read-fails' | 'restart' | 'late-answer' | 'settle')[]
}

const certainNo: fc.Arbitrary<CreateAnswer> = fc.constantFrom<CreateAnswer[]>(
  { kind: 'taken', detail: null },
  { kind: 'refused', detail: 'non' },
  { kind: 'unauthorised', detail: null },
  { kind: 'busy', status: 429, detail: null },
  { kind: 'not-sent', code: 'ECONNREFUSED' },
)
const noAnswer: CreateAnswer = { kind: 'unknown', code: 'TIMEOUT' }
const doubt: fc.Arbitrary<CreateAnswer> = fc.constantFrom<CreateAnswer[]>(
  noAnswer,
  { kind: 'busy', status: 503, detail: null },
  { kind: 'busy', detail: null },
)
const yes: fc.Arbitrary<CreateAnswer> = fc.constantFrom<CreateAnswer[]>(
  { kind: 'created', appointmentId: 'a1', status: 'booked' },
  { kind: 'duplicate', detail: null },
)

const steps = fc.array(
  fc.constantFrom<World['steps'][number][]>('read', 'read-fails', 'restart', 'late-answer', 'settle'),
  {
    maxLength: 30,
  },
)

/** Honest worlds only: a source that acted does not answer that it did not. */
const world: fc.Arbitrary<World> = fc.oneof(
  fc.record({ acts: fc.constant('before-answer' as const), answer: fc.oneof(yes, doubt), steps }),
  fc.record({ acts: fc.constant('late' as const), answer: doubt, steps }),
  fc.record({ acts: fc.constant('never' as const), answer: fc.oneof(certainNo, doubt), steps }),
)

/** Plays a world against the machine. `sends` counts how often the request left the desk. */
function play({ acts, answer, steps }: World): { course: Course; sends: number; acted: boolean; verdicts: string[] } {
  let course = beginning('direct')
  let sends = 0
  let acted = false
  const verdicts: string[] = []
  const happen = (happening: Happening) => {
    const next = advance(course, happening)
    if (!next) return
    if (happening.type === 'send') sends += 1
    course = next
    verdicts.push(next.status)
  }
  happen({ type: 'send' })
  acted = acts === 'before-answer'
  happen({ type: 'answered', answer })
  for (const step of steps) {
    happen({ type: 'send' })
    // Whatever is still on its way arrives before the quarantine is over.
    if (step === 'settle' && acts === 'late') acted = true
    const settled = step === 'settle'
    if (step === 'restart') happen({ type: 'restart' })
    if (step === 'read-fails') happen({ type: 'unreadable', code: 'TIMEOUT' })
    if (step === 'late-answer' && acted) {
      happen({ type: 'answered', answer: { kind: 'created', appointmentId: 'a1', status: 'booked' } })
    }
    if (step === 'read' || settled) {
      happen(
        acted
          ? { type: 'found', appointmentId: 'a1', standing: 'booked' }
          : { type: 'absent', counts: settled && !acted },
      )
    }
  }
  return { course, sends, acted, verdicts }
}

const NO = new Set(['taken', 'refused', 'expired', 'cancelled'])

describe('the life of a direct booking', () => {
  it('is sent at most once, whatever happens', () => {
    fc.assert(
      fc.property(world, w => {
        expect(play(w).sends).toBe(1)
      }),
    )
  })

  it('never says no to what was booked, and says «réservé» only for what was', () => {
    fc.assert(
      fc.property(world, w => {
        const { course, acted } = play(w)
        if (acted) expect(NO.has(course.status)).toBe(false)
        else expect(course.status).not.toBe('confirmed')
      }),
      { numRuns: 2_000 },
    )
  })

  it('settles as soon as the platform can be read again', () => {
    fc.assert(
      fc.property(world, w => {
        const reads = Array.from({ length: ABSENCES_NEEDED + 1 }, () => 'settle' as const)
        const { course, acted } = play({ ...w, steps: [...w.steps, ...reads] })
        expect(course.status === 'confirmed').toBe(acted)
        expect(['sent', 'intended', 'unknown']).not.toContain(course.status)
      }),
    )
  })

  it('never comes back from a confirmed booking to a doubt', () => {
    fc.assert(
      fc.property(world, w => {
        const { verdicts } = play(w)
        const at = verdicts.indexOf('confirmed')
        if (at >= 0) expect(new Set(verdicts.slice(at))).toEqual(new Set(['confirmed']))
      }),
    )
  })

  it('tells apart what never left the desk from what may have', () => {
    const intended = beginning('direct')
    expect(advance(intended, { type: 'restart' })).toMatchObject({ status: 'refused', problem: { kind: 'never-sent' } })
    const sent = advance(intended, { type: 'send' })
    expect(sent && advance(sent, { type: 'restart' })).toMatchObject({ status: 'unknown' })
  })

  it('does not take an empty answer for a proof when the source said that it holds the intent', () => {
    let course = doubtful({ kind: 'duplicate', detail: null })
    for (const happening of [
      { type: 'unreadable', code: '503' },
      { type: 'absent', counts: true },
      { type: 'absent', counts: true },
      { type: 'absent', counts: true },
    ] as Happening[]) {
      course = advance(course, happening) ?? course
    }
    expect(course).toMatchObject({ status: 'unknown', readBacks: 4 })
  })

  it('needs two empty answers that count, and counts none from before a restart', () => {
    let course = doubtful(noAnswer)
    const empty = () => {
      course = advance(course, { type: 'absent', counts: true }) ?? course
    }
    empty()
    course = advance(course, { type: 'restart' }) ?? course
    empty()
    expect(course.status).toBe('unknown')
    empty()
    expect(course).toMatchObject({ status: 'refused', problem: { kind: 'never-arrived' } })
  })

  it('lets the platform put a wrong «never arrived» right', () => {
    let course: Course = { ...doubtful(noAnswer), status: 'refused', problem: { kind: 'never-arrived', detail: null } }
    course = advance(course, { type: 'found', appointmentId: 'a1', standing: 'booked' }) ?? course
    expect(course).toMatchObject({ status: 'confirmed', appointmentId: 'a1', problem: null })
  })

  it('does not say «réservé» of what waits for somebody’s acceptance, and never gives it up', () => {
    let course = doubtful({ kind: 'created', appointmentId: 'a1', status: 'pending' })
    expect(course.status).toBe('pending')
    for (const counts of [true, true, true]) course = advance(course, { type: 'absent', counts }) ?? course
    expect(course.status).toBe('pending')
    course = advance(course, { type: 'found', appointmentId: 'a1', standing: 'booked' }) ?? course
    expect(course.status).toBe('confirmed')
    course = advance(course, { type: 'found', appointmentId: 'a1', standing: 'cancelled' }) ?? course
    expect(course).toMatchObject({ status: 'cancelled', problem: { kind: 'cancelled-by-source' } })
  })

  it('has no place for the operator’s word', () => {
    expect(advance(doubtful(noAnswer), { type: 'declare', booked: false })).toBeNull()
  })
})

function doubtful(answer: CreateAnswer): Course {
  const sent = advance(beginning('direct'), { type: 'send' })
  const after = sent && advance(sent, { type: 'answered', answer })
  if (!after) throw new Error('not reached')
  return after
}

const anything: fc.Arbitrary<Happening> = fc.oneof(
  fc.constantFrom<Happening[]>(
    { type: 'send' },
    { type: 'restart' },
    { type: 'wordless' },
    { type: 'word-timeout' },
    { type: 'abandon', kind: 'disk-failed' },
  ),
  fc.record({ type: fc.constant('opened' as const), failed: fc.boolean() }),
  fc.record({ type: fc.constant('declare' as const), booked: fc.boolean() }),
  fc.record({ type: fc.constant('absent' as const), counts: fc.boolean() }),
  fc.record({
    type: fc.constant('found' as const),
    appointmentId: fc.constantFrom('a', 'b'),
    standing: fc.constant('booked' as const),
  }),
  fc.record({ type: fc.constant('answered' as const), answer: fc.oneof(yes, certainNo) }),
)

describe('the life of a vendor’s page', () => {
  it('says «réservé» only after the platform’s word, whatever else happens', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 20 }), happenings => {
        let course = beginning('vendor-page')
        let word = false
        for (const happening of happenings) {
          const next = advance(course, happening)
          if (next && happening.type === 'found') word = true
          course = next ?? course
          expect(course.status === 'confirmed').toBe(word)
        }
      }),
    )
  })

  it('waits again after a restart, since the page may be open', () => {
    const sent = advance(beginning('vendor-page'), { type: 'send' })
    expect(sent && advance(sent, { type: 'restart' })).toMatchObject({ status: 'waiting', problem: null })
  })

  it('ends without a word as expired, and still hears the word after', () => {
    let course: Course = { ...beginning('vendor-page'), status: 'waiting' }
    course = advance(course, { type: 'word-timeout' }) ?? course
    expect(course).toMatchObject({ status: 'expired', problem: { kind: 'no-word' } })
    course = advance(course, { type: 'found', appointmentId: 'a', standing: 'booked' }) ?? course
    expect(course.status).toBe('confirmed')
  })

  it('takes the operator’s word either way, until the platform speaks', () => {
    let course: Course = { ...beginning('vendor-page'), status: 'waiting' }
    course = advance(course, { type: 'declare', booked: true }) ?? course
    expect(course.status).toBe('declared')
    course = advance(course, { type: 'declare', booked: false }) ?? course
    expect(course.status).toBe('cancelled')
    course = advance(course, { type: 'found', appointmentId: 'a', standing: 'booked' }) ?? course
    expect(course.status).toBe('confirmed')
    expect(advance(course, { type: 'declare', booked: false })).toBeNull()
  })
})

describe('a walk-in', () => {
  it('is complete at once and books nothing, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 20 }), happenings => {
        let course = beginning('walk-in')
        expect(course.status).toBe('declared')
        for (const happening of happenings) course = advance(course, happening) ?? course
        expect(['declared', 'cancelled']).toContain(course.status)
      }),
    )
  })
})
