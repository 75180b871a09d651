/** Free slots asked of several real servers at once: streaming, faults, coverage, deduplication, taking. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { AskState, Offer } from '../../src/shared/contract/availability.ts'
import { bundleOf, communityResources, type PersonSpec, resourcesOf, type SlotSpec, sosResources } from './bundles.ts'
import { directoryOf, hitOf, idnpsOf, NOW, question, TOURS } from './people.ts'
import { openRoom, type Room } from './room.ts'
import { type Answer, json, outcome, type ScriptedServer, startScriptedServer } from './scripted-server.ts'

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})
const server = async (answer?: Answer): Promise<ScriptedServer> => {
  const started = await startScriptedServer(answer)
  opened.push(started)
  return started
}
const room = (options: Parameters<typeof openRoom>[0]): Room => {
  const one = openRoom(options)
  opened.push(one)
  return one
}

const at = (time: string, day = 22) => `2026-11-${day}T${time}:00.000+01:00`
const slot = (id: string, from: string, to: string, more: Partial<SlotSpec> = {}): SlotSpec => ({
  id,
  start: at(from),
  end: at(to),
  ...more,
})
const person = (
  n: number,
  slots: SlotSpec[],
  place: Partial<PersonSpec['places'][number]['place']> = {},
): PersonSpec => ({
  idnps: idnpsOf(n),
  places: [{ place: { id: `place-${n}`, ...place }, slots }],
})
const askedIds = (query: URLSearchParams) =>
  (query.get('schedule.actor:Practitioner.identifier') ?? '').split(',').map(token => token.split('|')[1] ?? '')

/** An agenda that holds these people and answers about those it is asked for. */
const agenda =
  (people: readonly PersonSpec[], delayMs = 0): Answer =>
  async (asked, response) => {
    if (delayMs > 0) await sleep(delayMs)
    const ids = askedIds(asked.query)
    const resources = resourcesOf(people.filter(one => ids.includes(one.idnps)))
    await json(200, bundleOf(resources))(asked, response)
  }
const silent: Answer = () => {}
const empty = json(200, { resourceType: 'Bundle', type: 'searchset', total: 0 })

const sourceOf = (state: AskState, id: string) => state.sources.find(source => source.id === id)
const offerOf = (state: AskState, n: number): Offer | undefined => state.offers.find(offer => offer.id === idnpsOf(n))
const states = (state: AskState) => Object.fromEntries(state.offers.map(offer => [offer.id, offer.state]))

describe('asking', () => {
  test('answers at once with the candidates, then with slots in order as each source answers', async () => {
    const quick = await server(agenda([person(2, [slot('b', '10:00', '10:15')])]))
    const slow = await server(
      agenda([person(1, [slot('a', '09:00', '09:15', { kind: 'SNP', comment: 'https://agenda.exemple/a' })])], 700),
    )
    const { ask, done, updates, until } = room({
      sources: [
        { id: 'vite', url: quick.base },
        { id: 'lent', url: slow.base },
      ],
      directory: directoryOf([hitOf(1), hitOf(2), hitOf(3)]),
      settings: { lateMs: 10_000, timeoutMs: 20_000 },
    })
    const first = await ask(question())
    expect(first).toMatchObject({ version: 0, done: false, candidates: 3 })
    expect(states(first)).toEqual({ [idnpsOf(1)]: 'waiting', [idnpsOf(2)]: 'waiting', [idnpsOf(3)]: 'waiting' })
    expect(first.offers[0]).toMatchObject({ distanceKm: 2, phones: ['+33247000000'], city: 'Tours' })
    expect(updates).toEqual([])

    const early = await until(update => update.upserts.some(offer => offer.slots.length > 0))
    expect(early.order[0]).toBe(idnpsOf(2))
    expect(early.sources.map(source => source.status)).toEqual(['answered', 'asked'])

    const last = await done(first.askId)
    expect(last.offers.map(offer => offer.id)).toEqual([idnpsOf(1), idnpsOf(2), idnpsOf(3)])
    expect(states(last)).toEqual({ [idnpsOf(1)]: 'slots', [idnpsOf(2)]: 'slots', [idnpsOf(3)]: 'none' })
    expect(last.offers[0]).toMatchObject({
      rank: { minutes: 60, km: 2, kept: true },
      displayName: 'Dr Élodie ESSAI-FICTIF 1',
    })
    // Versions grow by one, and what was told adds up to the whole state.
    expect(updates.map(update => update.version)).toEqual(updates.map((_, index) => index + 1))
    const told = new Map(first.offers.map(offer => [offer.id, offer]))
    for (const update of updates) for (const offer of update.upserts) told.set(offer.id, offer)
    expect(updates.at(-1)?.order.map(id => told.get(id))).toEqual(last.offers)
  })

  test('asks at most so many at a time, in batches, and each professional once', async () => {
    let most = 0
    const one = await server(async (asked, response) => {
      most = Math.max(most, one.open())
      await sleep(20)
      await empty(asked, response)
    })
    const hits = Array.from({ length: 23 }, (_, n) => hitOf(n))
    const { ask, done } = room({
      sources: [{ id: 's', url: one.base }],
      directory: directoryOf(hits),
      settings: { batch: 5, parallel: 2 },
    })
    const state = await done((await ask(question())).askId)
    expect(one.asked.map(asked => askedIds(asked.query).length).sort()).toEqual([3, 5, 5, 5, 5])
    expect(new Set(one.asked.flatMap(asked => askedIds(asked.query))).size).toBe(23)
    expect(most).toBe(2)
    expect(sourceOf(state, 's')).toMatchObject({ status: 'none', requests: 5, pending: 0, slots: 0 })
  })

  test('five hundred slots come in few updates, the first at once', async () => {
    const people = Array.from({ length: 100 }, (_, n) =>
      person(
        n,
        Array.from({ length: 5 }, (_, i) => slot(`${n}-${i}`, `1${i}:00`, `1${i}:15`)),
      ),
    )
    const one = await server(agenda(people))
    const { ask, done, updates } = room({
      sources: [{ id: 's', url: one.base }],
      directory: directoryOf(people.map((_, n) => hitOf(n, { km: 5 }))),
      // A loaded machine is given the time of a real desk: this is about updates, not about time.
      settings: { batch: 1, parallel: 8, timeoutMs: 15_000 },
    })
    const { offers } = await done((await ask(question())).askId)
    expect(offers.flatMap(offer => offer.slots)).toHaveLength(500)
    expect(updates[0]?.upserts.some(offer => offer.slots.length > 0)).toBe(true)
    expect(updates.length).toBeLessThan(one.asked.length / 2)
  })

  test('a new ask cancels the one before it on the same screen only', async () => {
    const one = await server(silent)
    const { ask, updates, snapshot, availability } = room({
      sources: [{ id: 's', url: one.base }],
      directory: directoryOf([hitOf(1)]),
    })
    const first = await ask(question(), 'screen-1')
    const other = await ask(question({ to: at('20:00') }), 'screen-2')
    await waitFor(() => one.open() === 2)
    const second = await ask(question(), 'screen-1')
    await waitFor(() => one.asked.length === 3 && one.open() === 2)
    expect(await snapshot(first.askId)).toMatchObject({
      done: true,
      sources: [{ status: 'late', detail: 'cancelled', pending: 0 }],
    })
    expect(updates.filter(update => update.askId === first.askId)).toEqual([])
    expect((await snapshot(other.askId)).done).toBe(false)
    await availability.handlers['availability.cancel']({ askId: second.askId }, { clientId: 'screen-1' })
    expect(updates.at(-1)).toMatchObject({ askId: second.askId, done: true })
    expect(states(await snapshot(second.askId))).toEqual({ [idnpsOf(1)]: 'unknown' })
  })

  test('closing leaves no request open', async () => {
    const one = await server(silent)
    const opened = openRoom({ sources: [{ id: 's', url: one.base }], directory: directoryOf([hitOf(1)]) })
    await opened.ask(question())
    await waitFor(() => one.open() === 1)
    await opened.close()
    await waitFor(() => one.open() === 0)
    expect(opened.updates).toEqual([])
  })
})

describe('a source in trouble costs the others nothing', () => {
  test('each has its own word, and «nothing free» is said only when all who know a person said so', async () => {
    const good = await server(agenda([person(1, [slot('a', '09:00', '09:15')])]))
    const faults: Record<string, Answer> = {
      muet: silent,
      casse: json(500, ''),
      refuse: json(400, outcome('invalid', 'Non')),
      html: json(200, '<html>'),
      ferme: (_, response) => void response.destroy(),
      occupe: json(429, '', { 'retry-after': '30' }),
      jeton: json(401, ''),
    }
    const sources = [{ id: 'bon', url: good.base }]
    for (const [id, answer] of Object.entries(faults)) sources.push({ id, url: (await server(answer)).base })
    sources.push({ id: 'absent', url: 'http://127.0.0.1:1/fhir' })
    const { ask, done, until, updates } = room({ sources, directory: directoryOf([hitOf(1), hitOf(2)]) })
    const { askId } = await ask(question())
    await until(update =>
      update.sources.some(source => source.id === 'muet' && source.status === 'late' && source.pending === 1),
    )
    const early = updates.find(update => update.upserts.some(offer => offer.slots.length > 0))
    expect(early?.sources.find(source => source.id === 'muet')?.status).toBe('asked')
    const state = await done(askId)
    expect(Object.fromEntries(state.sources.map(({ id, status, detail }) => [id, `${status} ${detail}`]))).toEqual({
      bon: 'answered null',
      muet: 'late timeout',
      casse: 'down http-500',
      refuse: 'refused Non',
      html: 'malformed html',
      ferme: expect.stringMatching(/^down /),
      occupe: 'refused http-429',
      jeton: 'refused http-401',
      absent: 'down ECONNREFUSED',
    })
    expect(states(state)).toEqual({ [idnpsOf(1)]: 'slots', [idnpsOf(2)]: 'unknown' })
  })

  test('a late source that answers in time is late, then answered', async () => {
    const one = await server(agenda([person(1, [slot('a', '09:00', '09:15')])], 500))
    const { ask, done, until } = room({ sources: [{ id: 's', url: one.base }], directory: directoryOf([hitOf(1)]) })
    const { askId } = await ask(question())
    await until(update => update.sources[0]?.status === 'late' && update.sources[0]?.detail === 'pending')
    expect((await done(askId)).sources[0]).toMatchObject({ status: 'answered', slots: 1, detail: null })
  })

  test('a source that says «too many» is asked no more in this ask', async () => {
    const one = await server(json(429, ''))
    const hits = Array.from({ length: 20 }, (_, n) => hitOf(n))
    const { ask, done } = room({
      sources: [{ id: 's', url: one.base }],
      directory: directoryOf(hits),
      settings: { batch: 1, parallel: 2 },
    })
    await done((await ask(question())).askId)
    expect(one.asked.length).toBeLessThanOrEqual(2)
  })

  test('a partial answer is shown, and those it says nothing of stay unknown', async () => {
    const bundle = bundleOf(resourcesOf([person(1, [slot('a', '09:00', '09:15')])]))
    bundle.entry?.push({ fullUrl: 'urn:x', resource: outcome('timeout', 'Maiia ne répond pas') as never })
    const one = await server(json(200, bundle))
    const { ask, done } = room({ sources: [{ id: 's', url: one.base }], directory: directoryOf([hitOf(1), hitOf(2)]) })
    const state = await done((await ask(question())).askId)
    expect(state.sources[0]).toMatchObject({ status: 'answered', detail: 'partial' })
    expect(states(state)).toEqual({ [idnpsOf(1)]: 'slots', [idnpsOf(2)]: 'unknown' })
  })

  test('what is left aside is counted and named, and its owner is not said to have nothing', async () => {
    const bundle = bundleOf(
      resourcesOf([person(1, [slot('a', '09:00', '09:15')]), person(2, [slot('b', '10:00', '09:00')])]),
    )
    const one = await server(json(200, bundle))
    const { ask, done, availability } = room({
      sources: [{ id: 's', url: one.base }],
      directory: directoryOf([hitOf(1), hitOf(2), hitOf(3)]),
    })
    const state = await done((await ask(question())).askId)
    expect(state.sources[0]).toMatchObject({ status: 'answered', leftAside: 1, slots: 1 })
    expect(await availability.handlers['availability.leftAside']({ askId: state.askId }, { clientId: 'test' })).toEqual(
      {
        ok: true,
        value: [{ sourceId: 's', where: 'Slot/b', why: 'times-reversed' }],
      },
    )
    expect(states(state)).toEqual({ [idnpsOf(1)]: 'slots', [idnpsOf(2)]: 'unknown', [idnpsOf(3)]: 'none' })
  })
})

describe('who is asked about whom', () => {
  test('a source is asked only about the départements it covers', async () => {
    const here = await server(empty)
    const there = await server(empty)
    const nowhere = await server(empty)
    const hits = [hitOf(1), hitOf(2, { departement: '41', city: 'Amboise', postalCode: '41000' })]
    const { ask, done } = room({
      sources: [
        { id: 'ici', url: here.base, departements: ['37'] },
        { id: 'la', url: there.base, departements: ['41', '18'] },
        { id: 'loin', url: nowhere.base, departements: ['75'] },
      ],
      directory: directoryOf(hits),
    })
    const state = await done((await ask(question())).askId)
    expect(here.asked.map(asked => askedIds(asked.query))).toEqual([[idnpsOf(1)]])
    expect(there.asked.map(asked => askedIds(asked.query))).toEqual([[idnpsOf(2)]])
    expect(nowhere.asked).toEqual([])
    expect(sourceOf(state, 'loin')).toMatchObject({ status: 'not-concerned', requests: 0 })
  })

  test('SOS Médecins is asked for general practice, by structure, and its points are rows', async () => {
    const points = sosResources('12345678900011', [
      {
        place: { id: 'nord', position: { latitude: 47.4, longitude: 0.69 }, phone: '0247333333' },
        name: 'SOS Médecins Tours Nord',
        slots: [slot('n', '09:00', '09:20')],
      },
    ])
    const sos = await server(json(200, bundleOf(points)))
    const structures = Array.from({ length: 12 }, (_, i) => `3123456789000${String(i).padStart(2, '0')}`)
    const { ask, done, availability } = room({
      sources: [{ id: 'sos', url: sos.base, kind: 'sos', structures, departements: ['37'] }],
      directory: directoryOf([]),
    })
    const state = await done((await ask(question())).askId)
    expect(
      sos.asked.map(asked => (asked.query.get('actor:Location.organization.identifier') ?? '').split(',').length),
    ).toEqual([10, 2])
    expect(state.offers).toMatchObject([
      {
        idnps: null,
        displayName: 'SOS Médecins Tours Nord',
        state: 'slots',
        phones: ['+33247333333'],
        directory: null,
        city: 'Tours',
      },
    ])
    expect(state.offers[0]?.distanceKm).toBeCloseTo(0.76, 1)
    expect(
      availability.find(state.askId, state.offers[0]?.id ?? '', state.offers[0]?.slots[0]?.id ?? ''),
    ).toMatchObject({ structure: '312345678900011' })
    const other = await availability.handlers['availability.ask'](
      question({ need: { kind: 'speciality', code: 'SM42', label: 'Psychiatrie' } }),
      { clientId: 'x' },
    )
    expect(other).toMatchObject({ ok: false, error: { kind: 'no-candidate' } })
  })

  test('a CPTS source is asked for its communities', async () => {
    const resources = [
      ...resourcesOf([person(1, [slot('a', '09:00', '09:15', { kind: 'CPTS', communities: ['c'] })])]),
      ...communityResources([{ id: 'c', finess: '370000001', name: 'CPTS du Val' }]),
    ]
    const one = await server(json(200, bundleOf(resources)))
    const { ask, done } = room({
      sources: [{ id: 's', url: one.base, kind: 'cpts' }],
      directory: directoryOf([hitOf(1)]),
    })
    const state = await done((await ask(question())).askId)
    expect(one.asked[0]?.query.getAll('_include')).toContain('Slot:service-type-reference')
    expect(state.offers[0]?.slots[0]).toMatchObject({ communities: ['CPTS du Val'], kinds: ['CPTS'] })
  })

  test('a person is asked for by name without a place, known to the directory or not', async () => {
    const one = await server(agenda([person(7, [slot('a', '09:00', '09:15')])]))
    const need = { kind: 'person' as const, idnps: idnpsOf(7), label: 'Dr Nom ENTENDU' }
    const { ask, done, updates } = room({ sources: [{ id: 's', url: one.base }], directory: directoryOf([]) })
    const first = await ask(question({ need, place: null }))
    expect(first.offers).toMatchObject([{ displayName: 'Dr Nom ENTENDU', directory: null, state: 'waiting' }])
    expect((await done(first.askId)).offers).toMatchObject([{ displayName: 'Élodie ESSAI-FICTIF', state: 'slots' }])
    expect(updates.length).toBeGreaterThan(0)
  })

  test('people who come without having been asked for are shown, with the directory’s line when it has one', async () => {
    const one = await server(
      json(
        200,
        bundleOf(
          resourcesOf([
            person(1, [slot('a', '09:00', '09:15')]),
            person(5, [slot('b', '09:30', '09:45')]),
            person(6, [slot('c', '09:45', '10:00')]),
          ]),
        ),
      ),
    )
    const { ask, until } = room({
      sources: [{ id: 's', url: one.base }],
      directory: directoryOf([hitOf(1)], [hitOf(1), hitOf(5)]),
    })
    await ask(question())
    const update = await until(one => one.upserts.some(offer => offer.id === idnpsOf(5) && offer.directory !== null))
    expect(update.order).toEqual([idnpsOf(1), idnpsOf(5), idnpsOf(6)])
  })

  test.each([
    [{ place: null }, directoryOf([]), 'place-needed'],
    [{}, directoryOf([]), 'no-candidate'],
    [
      {},
      {
        ...directoryOf([]),
        candidates: async () => ({ ok: false as const, error: { kind: 'directory-empty', params: {} } }),
      },
      'directory-empty',
    ],
    [
      {},
      {
        ...directoryOf([]),
        candidates: async () => ({ ok: false as const, error: { kind: 'directory-busy', params: {} } }),
      },
      'directory-broken',
    ],
  ])('what cannot be asked is said (case %#)', async (change, directory, kind) => {
    const one = await server(empty)
    const { availability } = room({ sources: [{ id: 's', url: one.base }], directory })
    expect(await availability.handlers['availability.ask'](question(change), { clientId: 'x' })).toMatchObject({
      ok: false,
      error: { kind },
    })
    expect(await availability.handlers['availability.snapshot']({ askId: 'none' }, { clientId: 'x' })).toMatchObject({
      error: { kind: 'ask-gone' },
    })
  })

  test('without any source the candidates are shown to be phoned, and the ask is done', async () => {
    const { ask } = room({ sources: [], directory: directoryOf([hitOf(1)]) })
    expect(await ask(question())).toMatchObject({ done: true, offers: [{ state: 'unknown' }] })
  })
})

describe('which slots are shown', () => {
  test('those of the window, of the modes and of the radius; the others are no fault of the source', async () => {
    const far = { latitude: 48.5, longitude: 2.2 }
    const one = await server(
      json(
        200,
        bundleOf(
          resourcesOf([
            person(1, [
              slot('past', '07:00', '07:15'),
              { ...slot('after', '09:00', '09:15'), start: at('09:00', 26), end: at('09:15', 26) },
              slot('home', '09:00', '09:15', { mode: 'HH' }),
              slot('good', '10:00', '10:15'),
              slot('door', '07:00', '12:00', { walkIn: true }),
            ]),
            person(2, [slot('far', '09:00', '09:15')], { position: far, postalCode: '75000', city: 'Paris' }),
          ]),
        ),
      ),
    )
    const { ask, done, availability } = room({
      sources: [{ id: 's', url: one.base }],
      directory: directoryOf([hitOf(1), hitOf(2)]),
    })
    const state = await done((await ask(question({ modes: ['AMB'] }))).askId)
    expect(offerOf(state, 1)?.slots.map(one => [one.start, one.taking])).toEqual([
      [at('07:00'), 'walk-in'],
      [at('10:00'), 'vendor-page'],
    ])
    const aside = await availability.handlers['availability.leftAside']({ askId: state.askId }, { clientId: 'x' })
    expect(aside).toEqual({ ok: true, value: [] })
    expect(state.sources[0]).toMatchObject({ leftAside: 0, slots: 2 })
  })

  test('a home visit comes from a point within the radius or of the same département, from no other', async () => {
    const point = (id: string, postalCode: string, latitude: number, longitude: number) => ({
      place: { id, postalCode, city: id, position: { latitude, longitude } },
      name: `SOS Médecins ${id}`,
      slots: [slot(`home-${id}`, '09:00', '09:20', { mode: 'HH' })],
    })
    const points = sosResources('12345678900011', [
      point('Tours', '37000', 47.4, 0.69),
      point('Chinon', '37500', 47.167, 0.243),
      point('Bordeaux', '33000', 44.84, -0.58),
      point('Ajaccio', '20000', 41.92, 8.74),
    ])
    const sos = await server(json(200, bundleOf(points)))
    const { ask, done } = room({
      sources: [{ id: 'sos', url: sos.base, kind: 'sos', structures: ['312345678900011'] }],
      directory: directoryOf([]),
    })
    const state = await done((await ask(question())).askId)
    expect(state.offers.map(offer => offer.displayName)).toEqual(['SOS Médecins Tours', 'SOS Médecins Chinon'])
    expect(state.sources[0]).toMatchObject({ slots: 2, leftAside: 0 })
  })

  test('the same slot from two sources is one, by the source that books at once', async () => {
    const mine = slot('x', '09:00', '09:15')
    const page = await server(agenda([person(1, [mine, slot('y', '11:00', '11:15')])]))
    const direct = await server(agenda([person(1, [{ ...mine, id: 'other-name' }], { line: '1, r. des ESSAIS' })], 80))
    const { ask, done, availability, updates } = room({
      sources: [
        { id: 'page', url: page.base },
        { id: 'direct', url: direct.base, taking: 'direct' },
      ],
      directory: directoryOf([hitOf(1)]),
    })
    const state = await done((await ask(question())).askId)
    expect(state.offers[0]?.slots.map(one => [one.sourceId, one.taking, one.start])).toEqual([
      ['direct', 'direct', at('09:00')],
      ['page', 'vendor-page', at('11:00')],
    ])
    expect(state.offers[0]?.slots.map(one => one.alsoFrom)).toEqual([['page'], undefined])
    // A slot that was on screen before its better twin came can still be found.
    const before = updates.flatMap(update => update.upserts).find(offer => offer.slots[0]?.sourceId === 'page')
      ?.slots[0]
    expect(availability.find(state.askId, idnpsOf(1), before?.id ?? '')).toMatchObject({ slot: { sourceId: 'page' } })
    // Once taken, it is not offered again by its twin: nobody receives two patients at one time in one place.
    const held = availability.find(state.askId, idnpsOf(1), state.offers[0]?.slots[0]?.id ?? '')
    if (held) availability.markGone(held)
    expect(updates.at(-1)?.upserts[0]?.slots.map(one => one.start)).toEqual([at('11:00')])
  })

  test('a slot that was taken leaves the list of a call set aside too', async () => {
    const one = await server(agenda([person(1, [slot('a', '09:00', '09:15'), slot('b', '11:00', '11:15')])]))
    const { availability, ask, done } = room({
      sources: [{ id: 's', url: one.base }],
      directory: directoryOf([hitOf(1)]),
    })
    const aside = await done((await ask(question())).askId)
    const shown = await done((await ask(question({ limit: at('12:00') }))).askId)
    expect(shown.askId).not.toBe(aside.askId)
    const found = availability.find(shown.askId, idnpsOf(1), shown.offers[0]?.slots[0]?.id ?? '')
    if (found) availability.markGone(found)
    for (const { askId } of [aside, shown])
      expect(availability.ask(askId)?.offers[0]?.slots.map(left => left.start)).toEqual([at('11:00')])
  })

  test('two places of one person at one time are two slots', async () => {
    const twice: PersonSpec = {
      idnps: idnpsOf(1),
      places: [
        { place: { id: 'p1', line: '1 rue A' }, slots: [slot('a', '09:00', '09:15')] },
        { place: { id: 'p2', line: '2 rue B' }, slots: [slot('b', '09:00', '09:15')] },
      ],
    }
    const one = await server(agenda([twice]))
    const { ask, done } = room({ sources: [{ id: 's', url: one.base }], directory: directoryOf([hitOf(1)]) })
    const state = await done((await ask(question())).askId)
    expect(state.offers[0]?.slots.map(found => found.place.address[0])).toEqual(
      expect.arrayContaining(['1 rue A', '2 rue B']),
    )
  })

  test('a distance is measured or absent: from the source’s position, else the directory’s in that town', async () => {
    const one = await server(
      agenda([
        person(1, [slot('a', '09:00', '09:15')], { position: { latitude: 47.4141, longitude: 0.6848 } }),
        person(2, [slot('b', '09:00', '09:15')]),
        person(3, [slot('c', '09:00', '09:15')], { postalCode: '37400', city: 'Amboise' }),
        person(4, [slot('d', '09:00', '09:15')], { position: { latitude: 0.69, longitude: 47.4 } }),
      ]),
    )
    const position = { lat: 47.3941, lon: 0.7 }
    const { ask, done } = room({
      sources: [{ id: 's', url: one.base }],
      directory: directoryOf([hitOf(1), hitOf(2, { km: 4.4 }), hitOf(3), hitOf(4, { position })]),
    })
    const state = await done((await ask(question())).askId)
    const km = (n: number) => offerOf(state, n)?.slots[0]?.place.distanceKm
    expect(km(1)).toBeCloseTo(2.22, 1)
    expect(km(2)).toBe(4.4)
    expect(km(3)).toBeNull()
    // Latitude and longitude swapped by the source: the directory’s own position in that town is believed.
    expect(km(4)).toBeCloseTo(1.14, 1)
  })

  test('beyond the clinical limit a row stands after the acceptable ones', async () => {
    const one = await server(
      agenda([person(1, [slot('a', '18:00', '18:15')]), person(2, [slot('b', '11:00', '11:15')])]),
    )
    const { ask, done } = room({
      sources: [{ id: 's', url: one.base }],
      directory: directoryOf([hitOf(1), hitOf(2), hitOf(3)]),
    })
    const state = await done((await ask(question({ limit: at('12:00') }))).askId)
    expect(state.offers.map(offer => offer.id)).toEqual([idnpsOf(2), idnpsOf(1), idnpsOf(3)])
  })
})

describe('before and after taking', () => {
  const open = async (more: Answer) => {
    const one = await server(
      agenda([
        person(1, [slot('a', '09:00', '09:15', { comment: 'https://agenda.exemple/a' }), slot('b', '11:00', '11:15')]),
        person(2, [slot('c', '09:30', '09:45')]),
      ]),
    )
    const { ask, done, availability, snapshot, updates } = room({
      sources: [{ id: 's', url: one.base }],
      directory: directoryOf([hitOf(1), hitOf(2)]),
    })
    const state = await done((await ask(question())).askId)
    const found = availability.find(state.askId, idnpsOf(1), state.offers[0]?.slots[0]?.id ?? '')
    if (!found) throw new Error('not found')
    one.answer(more)
    return { one, availability, found, state, snapshot, updates }
  }

  test('a slot is found with what it takes to book it', async () => {
    const { found, availability, state } = await open(empty)
    expect(found).toMatchObject({
      slotReference: 'Slot/a',
      bookingUrl: 'https://agenda.exemple/a',
      structure: null,
      source: { settings: { id: 's' } },
    })
    expect(availability.find(state.askId, idnpsOf(1), 'none')).toBeNull()
    expect(availability.find('none', idnpsOf(1), found.slot.id)).toBeNull()
  })

  test('still free: only that professional and that time are asked again; a new name is taken over', async () => {
    const { one, found, availability, state } = await open(
      agenda([person(1, [{ ...slot('a', '09:00', '09:15'), id: 'renumbered' }])]),
    )
    expect(await availability.recheck(found)).toBe('free')
    const { query } = one.asked.at(-1) ?? {}
    expect(query && askedIds(query)).toEqual([idnpsOf(1)])
    expect(query?.getAll('start')).toEqual([`ge${at('09:00')}`, `le${at('09:15')}`])
    expect(availability.find(state.askId, idnpsOf(1), found.slot.id)?.slotReference).toBe('Slot/renumbered')
  })

  test('gone: it leaves the list and the screens are told', async () => {
    const { found, availability, snapshot, state, updates } = await open(empty)
    expect(await availability.recheck(found)).toBe('gone')
    expect(offerOf(await snapshot(state.askId), 1)?.slots.map(one => one.start)).toEqual([at('11:00')])
    expect(updates.at(-1)).toMatchObject({
      version: updates.length,
      upserts: [{ id: idnpsOf(1) }],
      order: [idnpsOf(2), idnpsOf(1)],
    })
  })

  test.each([
    [silent],
    [json(500, '')],
    [json(200, '<html>')],
    [json(200, bundleOf(resourcesOf([person(1, [slot('a', '09:00', '08:00')])])))],
    [json(200, { resourceType: 'Bundle', entry: [5] })],
  ])('in doubt it is neither free nor gone (case %#)', async answer => {
    const { found, availability } = await open(answer)
    expect(await availability.recheck(found)).toBe('unknown')
  })

  test('the next ones are proposed in the order of the list, never the lost one, nor one that has begun', async () => {
    const { found, availability } = await open(empty)
    expect(availability.nextAfter(found, 5).map(next => next.slot.start)).toEqual([at('09:30'), at('11:00')])
    expect(availability.nextAfter(found, 1)).toHaveLength(1)
    availability.markGone(found)
    expect(availability.find(found.askId, found.offer.id, found.slot.id)).toBeNull()
  })
})

async function waitFor(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !condition(); i++) await sleep(10)
  expect(condition()).toBe(true)
}

test('the place of the tests is where the directory says', () => {
  expect(TOURS.position).not.toBeNull()
  expect(NOW).toBe(Date.parse(question().from))
})
