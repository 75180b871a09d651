/** Several names in one question, over real HTTP: people, establishments, beside a need or alone; each row says why it is there. */
import { afterEach, expect, test } from 'vitest'
import type { DirectoryPort } from '../../src/core/availability/index.ts'
import { Question } from '../../src/shared/contract/availability.ts'
import type { NamedNeed, PersonHit, Structure } from '../../src/shared/contract/directory.ts'
import { MOST_ALSO } from '../../src/shared/contract/lists.ts'
import { bundleOf, communityResources, type PersonSpec, resourcesOf, sosResources } from './bundles.ts'
import { directoryOf, hitOf, idnpsOf, question, structureOf } from './people.ts'
import { openRoom } from './room.ts'
import { type Answer, json, startScriptedServer } from './scripted-server.ts'

const opened: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

const MSP = '370099603'
const CPTS = '370099604'
const IDS = 'schedule.actor:Practitioner.identifier'

const at = (time: string) => `2026-11-22T${time}:00.000+01:00`
const person = (n: number, slots: [id: string, postalCode: string, communities?: string[]][]): PersonSpec => ({
  idnps: idnpsOf(n),
  places: slots.map(([id, postalCode, communities]) => ({
    place: { id, postalCode, position: { latitude: postalCode === '75000' ? 48.85 : 47.39, longitude: 0.68 } },
    slots: [{ id: `slot-${id}`, start: at('09:00'), end: at('09:15'), ...(communities ? { communities } : {}) }],
  })),
})
const somebody = (n: number): NamedNeed => ({ kind: 'person', idnps: idnpsOf(n), label: `Dr ${n}` })
const establishment = (finess: string | null, label: string, siret: string | null = null): NamedNeed => ({
  kind: 'establishment',
  finess,
  siret,
  label,
})

/** A source that knows these people, and the resources of their communities. */
const agenda =
  (people: PersonSpec[], more: Parameters<typeof bundleOf>[0] = []): Answer =>
  async (asked, response) => {
    const ids = asked.query.get(IDS) ?? ''
    const theirs = people.filter(({ idnps }) => ids.includes(idnps))
    await json(200, bundleOf([...resourcesOf(theirs), ...more]))(asked, response)
  }

async function open(
  sources: { kind?: 'professionals' | 'cpts' | 'sos'; answer: Answer; structures?: string[] }[],
  directory: DirectoryPort,
) {
  const servers = await Promise.all(sources.map(({ answer }) => startScriptedServer(answer)))
  for (const server of servers) opened.push(server.close)
  const room = openRoom({
    sources: sources.map(({ kind = 'professionals', structures = [] }, i) => ({
      id: `s${i}`,
      kind,
      structures,
      url: servers[i]?.base ?? '',
    })),
    directory,
  })
  opened.push(room.close)
  const ask = async (change: Partial<Question>) => {
    const state = await room.done((await room.ask(question(change))).askId)
    return state.offers.filter(offer => offer.slots.length > 0)
  }
  return { ask, room, asked: (i: number) => servers[i]?.asked.map(one => one.query) ?? [] }
}

const withStructures = (hits: PersonHit[], known: Record<string, { structure: Structure; people: PersonHit[] }>) => ({
  ...directoryOf(hits),
  establishment: async (finess: string) => ({ ok: true as const, value: known[finess] ?? null }),
})

test('two people are asked about in one request, and theirs are shown whatever the distance', async () => {
  const people = [person(1, [['a', '37000']]), person(2, [['b', '75000']]), person(3, [['c', '37000']])]
  const { ask, asked } = await open([{ answer: agenda(people) }], directoryOf([hitOf(1), hitOf(2), hitOf(3)]))
  const offers = await ask({ need: somebody(1), also: [somebody(2)], place: null })
  expect(offers.map(({ id }) => id).sort()).toEqual([idnpsOf(1), idnpsOf(2)])
  // Their own names say it.
  expect(offers.map(({ named }) => named)).toEqual([[], []])
  expect(asked(0)).toHaveLength(1)
})

test('somebody beside a need: theirs wherever it is, the others around the caller, told apart', async () => {
  const people = [person(1, [['a', '37000']]), person(2, [['b', '75000']]), person(3, [['c', '75000']])]
  const near = [hitOf(1), hitOf(3)]
  const { ask, asked } = await open([{ answer: agenda(people) }], directoryOf(near, [...near, hitOf(2)]))
  const offers = await ask({ also: [somebody(2), somebody(1)], radiusKm: 20 })
  // The third is as far as the second, and nobody named them.
  expect(new Map(offers.map(({ id, named }) => [id, named]))).toEqual(
    new Map([
      [idnpsOf(1), [{ kind: 'person', label: 'Dr 1' }]],
      [idnpsOf(2), [{ kind: 'person', label: 'Dr 2' }]],
    ]),
  )
  // Asked about once, though the need and the name both bring the first.
  expect(asked(0)[0]?.get(IDS)?.split(idnpsOf(1))).toHaveLength(2)
  const alone = await ask({ radiusKm: 20 })
  expect(alone.map(({ id, named }) => [id, named])).toEqual([[idnpsOf(1), undefined]])
})

test('a need and somebody: the rows of the need answer no name', async () => {
  const people = [person(1, [['a', '37000']]), person(2, [['b', '37000']])]
  const { ask } = await open([{ answer: agenda(people) }], directoryOf([hitOf(1)], [hitOf(1), hitOf(2)]))
  const offers = await ask({ also: [somebody(2)], radiusKm: 20 })
  expect(offers.find(({ id }) => id === idnpsOf(1))?.named).toEqual([])
})

test('somebody of an age that the patient is not, asked for by name beside a need, is not left out', async () => {
  const people = [person(1, [['a', '37000']])]
  const hit = { ...hitOf(1), speciality: { code: 'SM40', label: 'Pédiatrie' } }
  const { ask } = await open([{ answer: agenda(people) }], directoryOf([], [hit]))
  expect(await ask({ also: [somebody(1)], ageBand: 'adult', radiusKm: 20 })).toHaveLength(1)
})

test('two houses of health: what each one’s people have there, and nothing that they have elsewhere', async () => {
  const people = [
    person(1, [
      ['here', '37000'],
      ['away', '37100'],
    ]),
    person(2, [['second', '37000']]),
  ]
  const resources = resourcesOf(people)
  for (const one of resources) {
    const number = one.resourceType === 'PractitionerRole' && { 'r-here': MSP, 'r-second': '370099700' }[one.id]
    if (one.resourceType === 'PractitionerRole')
      one.organization = { identifier: { system: 'urn:oid:1.2.250.1.71.4.2.2', value: `1${number || '370099999'}` } }
  }
  const { ask } = await open(
    [{ answer: json(200, bundleOf(resources)) }],
    withStructures([], {
      [MSP]: { structure: structureOf(MSP, '603', { name: 'MSP UNE' }), people: [hitOf(1)] },
      '370099700': { structure: structureOf('370099700', '603', { name: 'MSP DEUX' }), people: [hitOf(2)] },
    }),
  )
  const offers = await ask({
    need: establishment(MSP, 'Une'),
    also: [establishment('370099700', 'Deux')],
    place: null,
  })
  expect(offers.map(({ id, named, slots }) => [id, named, slots.length]).sort()).toEqual([
    [idnpsOf(1), [{ kind: 'establishment', label: 'Une' }], 1],
    [idnpsOf(2), [{ kind: 'establishment', label: 'Deux' }], 1],
  ])
  // The first, asked for by their own name too, has all of theirs.
  const more = await ask({ need: establishment(MSP, 'Une'), also: [somebody(1)], place: null })
  expect(more.map(({ slots }) => slots.length)).toEqual([2])
  expect(more[0]?.named).toEqual([{ kind: 'establishment', label: 'Une' }])
})

test('a community and somebody: its physicians by its own flow alone, the person by every source', async () => {
  const people = [person(1, [['a', '37000', ['ours']]]), person(2, [['b', '37000']])]
  const communities = communityResources([{ id: 'ours', finess: CPTS, name: 'CPTS du Val' }])
  const { ask, asked } = await open(
    [{ kind: 'cpts', answer: agenda(people, communities) }, { answer: agenda(people, communities) }],
    withStructures([hitOf(1)], {
      [CPTS]: { structure: structureOf(CPTS, '604', { name: 'CPTS DU VAL' }), people: [] },
    }),
  )
  const offers = await ask({ need: establishment(CPTS, 'CPTS du Val'), also: [somebody(2)], place: null })
  expect(offers.map(({ id }) => id).sort()).toEqual([idnpsOf(1), idnpsOf(2)])
  const ids = (source: number) => asked(source).map(query => query.get(IDS) ?? '')
  expect(ids(0).some(text => text.includes(idnpsOf(1)) && text.includes(idnpsOf(2)))).toBe(true)
  expect(ids(1).some(text => text.includes(idnpsOf(1)))).toBe(false)
  expect(ids(1).some(text => text.includes(idnpsOf(2)))).toBe(true)
})

test('two points of SOS Médecins are asked for together, and each row says which', async () => {
  const sirets = ['12345678900011', '12345678900029']
  const answer: Answer = async (asked, response) => {
    const ids = asked.query.get('actor:Location.organization.identifier') ?? ''
    const theirs = sirets.filter(siret => ids.includes(siret))
    const points = theirs.flatMap((siret, n) =>
      sosResources(siret, [
        {
          place: { id: `p${siret}` },
          name: `Point ${n}`,
          slots: [{ id: siret, start: at('09:00'), end: at('09:20') }],
        },
      ]),
    )
    await json(200, bundleOf(points))(asked, response)
  }
  const structures = [...sirets, '12345678900037'].map(siret => `3${siret}`)
  const { ask, asked } = await open([{ kind: 'sos', structures, answer }], directoryOf([]))
  const [first = '', second = ''] = sirets
  const offers = await ask({
    need: establishment(null, 'Nord', first),
    also: [establishment(null, 'Sud', second)],
    place: null,
  })
  expect(
    offers
      .flatMap(({ named }) => named ?? [])
      .map(({ label }) => label)
      .sort(),
  ).toEqual(['Nord', 'Sud'])
  expect(asked(0)).toHaveLength(1)
  expect(asked(0)[0]?.get('actor:Location.organization.identifier')).not.toContain('12345678900037')
})

test('a name that nobody knows beside one that is known costs the other nothing', async () => {
  const { ask } = await open([{ answer: agenda([person(1, [['a', '37000']])]) }], directoryOf([hitOf(1)]))
  const offers = await ask({ need: establishment('370000000', 'Nulle part'), also: [somebody(1)], place: null })
  expect(offers.map(({ id }) => id)).toEqual([idnpsOf(1)])
})

test('more names than a question holds are no question', () => {
  const names = (n: number) => Array.from({ length: n }, (_, i) => somebody(i))
  expect(Question.safeParse(question({ also: names(MOST_ALSO) })).success).toBe(true)
  expect(Question.safeParse(question({ also: names(MOST_ALSO + 1) })).success).toBe(false)
})
