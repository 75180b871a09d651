/** The slots of one establishment asked for by its name, over real HTTP: a house of health, a community, a point of SOS. */
import { afterEach, describe, expect, test } from 'vitest'
import type { DirectoryPort } from '../../src/core/availability/index.ts'
import type { Need, PersonHit, Structure } from '../../src/shared/contract/directory.ts'
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
const SIRET = '12345678900011'

const directoryWith = (structure: Structure, people: PersonHit[], around: PersonHit[] = []): DirectoryPort => ({
  ...directoryOf(around),
  establishment: async finess => ({ ok: true, value: finess === structure.finess ? { structure, people } : null }),
})

const at = (time: string) => `2026-11-22T${time}:00.000+01:00`
const person = (n: number, slots: [string, string, string[]?][]): PersonSpec => ({
  idnps: idnpsOf(n),
  places: slots.map(([id, postalCode, communities]) => ({
    place: { id, postalCode, position: { latitude: 47.39, longitude: 0.68 } },
    slots: [{ id: `slot-${id}`, start: at('09:00'), end: at('09:15'), ...(communities ? { communities } : {}) }],
  })),
})

const namedBy = (finess: string | null, siret: string | null = null): Need => ({
  kind: 'establishment',
  finess,
  siret,
  label: 'MSP FICTIVE',
})

async function open(
  sources: { id: string; kind?: 'professionals' | 'cpts' | 'sos'; answer: Answer; structures?: string[] }[],
  directory: DirectoryPort,
) {
  const servers = await Promise.all(sources.map(({ answer }) => startScriptedServer(answer)))
  for (const server of servers) opened.push(server.close)
  const room = openRoom({
    sources: sources.map(({ id, kind = 'professionals', structures = [] }, i) => ({
      id,
      kind,
      structures,
      url: servers[i]?.base ?? '',
    })),
    directory,
  })
  opened.push(room.close)
  const ask = async (need: Need) => {
    const state = await room.done((await room.ask(question({ need, place: null }))).askId)
    return state.offers.filter(offer => offer.slots.length > 0)
  }
  return { room, ask, asked: (i: number) => servers[i]?.asked ?? [] }
}

/** Gives the role of a place the number of a structure. */
function placedIn(resources: ReturnType<typeof resourcesOf>, placeId: string, number: string) {
  for (const one of resources) {
    if (one.resourceType === 'PractitionerRole' && one.id === `r-${placeId}`)
      one.organization = { identifier: { system: 'urn:oid:1.2.250.1.71.4.2.2', value: number } }
  }
  return resources
}

describe('a house or a centre of health', () => {
  test('its people are asked about, and only what they have there is shown', async () => {
    const resources = resourcesOf([
      person(1, [
        ['here', '37000'],
        ['elsewhere', '37100'],
      ]),
      person(2, [['other', '37000']]),
      person(3, [['unsaid', '37000']]),
    ])
    placedIn(resources, 'here', `1${MSP}`)
    placedIn(resources, 'other', '1370011111')
    const people = [hitOf(1), hitOf(2), hitOf(3)]
    const { ask, asked } = await open(
      [{ id: 's', answer: json(200, bundleOf(resources)) }],
      directoryWith(structureOf(MSP, '603'), people),
    )
    const offers = await ask(namedBy(MSP))
    // The third says no structure: the postcode of the one where the directory says that they work.
    expect(offers.map(offer => offer.id).sort()).toEqual([idnpsOf(1), idnpsOf(3)])
    expect(offers.flatMap(offer => offer.slots)).toHaveLength(2)
    expect(asked(0)).toHaveLength(1)
    expect(asked(0)[0]?.query.get('schedule.actor:Practitioner.identifier')).toContain(idnpsOf(2))
  })

  test('one that the directory does not know, or where nobody works, is said to have nobody', async () => {
    const { room } = await open(
      [{ id: 's', answer: json(200, bundleOf([])) }],
      directoryWith(structureOf(MSP, '603'), []),
    )
    for (const finess of [MSP, '370000000'])
      await expect(room.ask(question({ need: namedBy(finess), place: null }))).rejects.toThrow('nobody-there')
  })
})

test('a community: the physicians around it are asked by the communities’ flow alone, and only what is shared with it is shown', async () => {
  const resources = [
    ...resourcesOf([
      person(1, [['a', '37000', ['ours']]]),
      person(2, [['b', '37000', ['theirs']]]),
      person(3, [['c', '37000']]),
    ]),
    ...communityResources([
      { id: 'ours', finess: CPTS, name: 'CPTS du Val' },
      { id: 'theirs', finess: '370099605', name: 'CPTS d’à côté' },
    ]),
  ]
  const answer = json(200, bundleOf(resources))
  const { ask, asked } = await open(
    [
      { id: 'cpts', kind: 'cpts', answer },
      { id: 'pro', answer },
    ],
    directoryWith(structureOf(CPTS, '604'), [], [hitOf(1), hitOf(2), hitOf(3)]),
  )
  const offers = await ask(namedBy(CPTS))
  expect(offers.map(offer => offer.id)).toEqual([idnpsOf(1)])
  expect(offers[0]?.slots[0]?.communities).toEqual(['CPTS du Val'])
  expect([asked(0).length, asked(1).length]).toEqual([1, 0])
})

describe('a point of SOS Médecins', () => {
  const points = sosResources(SIRET, [
    {
      place: { id: 'nord' },
      name: 'SOS Médecins Tours Nord',
      slots: [{ id: 'n', start: at('09:00'), end: at('09:20') }],
    },
  ])
  const sos = {
    id: 'sos',
    kind: 'sos' as const,
    structures: [`3${SIRET}`, '399999999900011'],
    answer: json(200, bundleOf(points)),
  }

  test('is known by its name once its source has said it, and asked for alone by its SIRET', async () => {
    const { room, ask, asked } = await open([sos], directoryOf([]))
    const points = async (text: string) => {
      const answer = await room.availability.handlers['availability.points']({ text, limit: 5 }, { clientId: 'x' })
      return answer.ok ? answer.value : []
    }
    // The first letters make it ask; the next ones find.
    expect(await points('sos')).toEqual([])
    for (let i = 0; i < 200 && (await points('sos tou')).length === 0; i++) await new Promise(r => setTimeout(r, 20))
    const [need] = await points('sos tou')
    expect(need).toEqual({ kind: 'establishment', finess: null, siret: SIRET, label: 'SOS Médecins Tours Nord' })
    expect(await points('sos lyon')).toEqual([])
    // Asked once for its names, however much is typed.
    expect(asked(0)).toHaveLength(1)
    if (!need) return
    expect(await ask(need)).toMatchObject([{ displayName: 'SOS Médecins Tours Nord', idnps: null }])
    expect(asked(0)[1]?.query.get('actor:Location.organization.identifier')).toBe(
      `urn:oid:1.2.250.1.71.4.2.2|3${SIRET}`,
    )
  })

  test('one that the national file names «SOS» is asked for by the SIRET that the file gives it', async () => {
    const structure = structureOf('370099700', '124', { name: 'SOS MEDECINS FICTIF', siret: SIRET })
    const { ask } = await open([{ ...sos, structures: [] }], directoryWith(structure, []))
    expect(await ask(namedBy('370099700'))).toMatchObject([{ displayName: 'SOS Médecins Tours Nord' }])
  })
})
