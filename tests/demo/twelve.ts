/**
 * Twelve calls as a centre would write them: what usually rings, and what goes wrong. Played by keyboard on a real desk, in
 * the order of a week, so that time only goes forward.
 */
import type { FaultOrder } from '../../src/sandbox/platform/faults.ts'
import { personSlotKey, sosSlotKey } from '../../src/sandbox/platform/world.ts'
import { sourceById } from '../../src/sandbox/vendors/catalogue.ts'
import type { World } from '../e2e/world.ts'
import { type Call, focused, type Scene } from './scene.ts'

const DAY = 86_400_000

function everySource({ sandbox }: World, on: FaultOrder['on'], fault: FaultOrder['fault'], times?: number) {
  for (const { id } of sandbox.sources)
    sandbox.faults.set({ source: id, on, fault, ...(times === undefined ? {} : { times }) })
}

/** One key chooses what is under the hand, one takes it, whatever its way; then the next call. */
async function takeAsItStands(call: Call): Promise<void> {
  await call.moment()
  await call.hand.press('Enter')
  await focused(call.primary)
  await call.hand.press('Enter')
  await call.says(/Réservé|Page ouverte|Orienté/)
  await call.close()
}

/** Somebody has taken every time of this département for the next three days. Answers what gives them back. */
function fill({ sandbox }: World, departement: string, now: number): () => void {
  const { world, bookings, territory } = sandbox
  const keys: string[] = []
  for (const person of territory.people) {
    if (!person.activities.some(activity => activity.departement === departement)) continue
    for (const { id } of sandbox.sources) {
      const source = sourceById(id)
      if (!source || source.kind === 'sos') continue
      for (const slot of world.freeSlots(source, person, now, now + 3 * DAY)) keys.push(personSlotKey(slot))
    }
  }
  for (const { siret } of territory.sosPoints)
    for (const slot of world.freeSosSlots(siret, now, now + 3 * DAY)) keys.push(sosSlotKey(slot))
  for (const key of keys) bookings.takeElsewhere(key)
  return () => {
    for (const key of keys) bookings.takeElsewhere(key, false)
  }
}

export const TWELVE: readonly Scene[] = [
  {
    id: '01-generaliste-ce-soir',
    heard: 'Toux et fièvre depuis deux jours, adulte, Chambray-lès-Tours : un généraliste ce soir.',
    at: '2026-11-24T16:40:00+01:00',
    async play(call) {
      await call.ask('médecin gén', 'chambray l')
      await call.choose('booked')
      await call.moment()
      await call.hand.press('Enter')
      await call.says('Réservé')
      await call.close()
    },
  },
  {
    id: '02-nom-mal-entendu',
    heard: 'La patiente veut son médecin, « Docteur Martin-quelque-chose, à Tours » : nom entendu de travers.',
    at: '2026-11-25T09:12:00+01:00',
    async play(call) {
      const { hand, page } = call
      const doctor = somebodyWithSlots(call.world)
      await focused(call.need)
      await hand.type(misheard(doctor.family))
      await page.getByRole('option').first().waitFor()
      const names = await page.getByRole('option').allTextContents()
      const at = names.findIndex(name => name.toUpperCase().includes(doctor.family.toUpperCase()))
      if (at < 0)
        throw new Error(`${doctor.family} said «${misheard(doctor.family)}» is not among ${names.join(' | ')}`)
      for (let step = 0; step < at; step++) await hand.press('ArrowDown')
      await call.moment()
      const answered = call.desk.until('availability.updated', update => update.done, 60_000)
      await hand.press('Enter')
      await focused(call.grid)
      await answered
      await page
        .locator('.row__name', { hasText: new RegExp(doctor.family, 'i') })
        .first()
        .waitFor()
      // Nothing sure on the phone: the person’s own number is copied for the caller.
      await hand.press('Control+c')
      await page.getByText(/copié/i).first().waitFor()
      await hand.press('F2')
      await hand.press('F2')
      await focused(call.need)
    },
  },
  {
    id: '03-psychiatrie',
    heard: 'Idées noires, pas d’urgence vitale selon le médecin régulateur : psychiatre, dans les trois jours.',
    at: '2026-11-25T14:20:00+01:00',
    async play(call) {
      const { hand, page } = call
      await focused(call.need)
      await hand.type('psychiatrie')
      await hand.press('Enter')
      await focused(call.place)
      await hand.type('tours')
      await hand.press('Enter')
      await focused(call.grid)
      // «Quand», by the first letter of its word, without opening its list.
      for (const key of ['Alt+Q', '3', 'Alt+R']) await hand.press(key)
      await focused(call.grid)
      await page.locator('.chip').first().waitFor()
      await takeAsItStands(call)
    },
  },
  {
    id: '04-creneau-perdu',
    heard: 'Otite, Joué-lès-Tours, en fin de matinée ; le créneau part à la seconde où il est pris.',
    at: '2026-11-26T09:03:00+01:00',
    async play(call) {
      await call.ask('médecin gén', 'joué')
      await call.choose('booked')
      everySource(call.world, 'appointment', { kind: 'status', status: 409 }, 1)
      await call.hand.press('Enter')
      await call.says('Pris par un autre')
      call.world.sandbox.faults.clear()
      // The next one is under the hand: one key chooses it, one takes it.
      await takeAsItStands(call)
    },
  },
  {
    id: '05-complet-debordement',
    heard: 'Lombalgie, Tours ; tout le département est complet : on élargit, puis on déborde chez les voisins.',
    at: '2026-11-26T18:45:00+01:00',
    async play(call) {
      const { hand, page, desk } = call
      const empty = fill(call.world, '37', Date.parse('2026-11-26T18:45:00+01:00'))
      await call.ask('médecin gén', 'tours')
      await page.getByRole('heading', { name: 'Aucun créneau' }).waitFor()
      const widened = desk.until('availability.updated', update => update.done, 60_000)
      await hand.press('F8')
      await widened
      const next = desk.until('availability.updated', update => update.done, 60_000)
      await hand.press('Shift+F8')
      await next
      await page.locator('.chip').first().waitFor()
      await takeAsItStands(call)
      empty()
    },
  },
  {
    id: '06-plateforme-en-panne',
    heard: 'Angine, Tours ; plus aucune source ne répond : on téléphone à un cabinet de l’annuaire.',
    at: '2026-11-27T08:50:00+01:00',
    async play(call) {
      const { hand, page } = call
      everySource(call.world, 'search', { kind: 'status', status: 503 })
      await call.ask('médecin gén', 'tours', false)
      await page.getByRole('heading', { name: 'Aucune réponse reçue' }).waitFor()
      await call.moment()
      await hand.press('ArrowDown')
      // Among equals the order is drawn anew each time: somebody whose number is known.
      const number = page.locator('.row--current .row__phone')
      for (let row = 0; row < 6 && (await number.count()) === 0; row++) await hand.press('ArrowDown')
      await hand.press('Control+c')
      await page.getByText(/copié/i).first().waitFor()
      call.world.sandbox.faults.clear()
      await hand.press('F2')
      await hand.press('F2')
      await focused(call.need)
    },
  },
  {
    id: '07-carte-retiree',
    heard: 'Cystite, Chambray-lès-Tours ; la carte est arrachée au milieu de l’appel, puis remise.',
    at: '2026-11-27T15:05:00+01:00',
    async play(call) {
      const { hand, page, world, desk } = call
      await call.ask('médecin gén', 'chambray l')
      await call.choose('booked')
      await world.sandbox.cards.remove()
      await page.getByRole('heading', { name: 'Poste verrouillé' }).waitFor()
      await call.moment()
      await world.sandbox.cards.insert(await world.sandbox.cards.issue('cpe'))
      await page.getByText('Carte lue').waitFor()
      await focused(page.getByLabel('Code porteur'))
      await hand.type(desk.pin)
      await hand.press('Enter')
      // The very slot that was chosen, still under the hand.
      await focused(call.primary)
      await hand.press('Enter')
      await call.says('Réservé')
      await call.close()
    },
  },
  {
    id: '08-deux-appels',
    heard: 'Un appel attend le médecin régulateur ; un autre sonne, on le traite, puis on revient au premier.',
    at: '2026-11-27T16:30:00+01:00',
    calls: 2,
    async play(call) {
      const { hand, page } = call
      await call.ask('médecin gén', 'chambray l')
      await hand.press('Shift+F2')
      await page.getByRole('heading', { name: /Appel 2/ }).waitFor()
      await call.ask('médecin gén', 'tours')
      await call.choose('booked')
      await call.moment()
      await hand.press('Enter')
      await call.says('Réservé')
      await hand.press('F4')
      await page.getByRole('heading', { name: /Appel 1/ }).waitFor()
      await focused(call.grid)
      await call.choose('booked')
      await hand.press('Enter')
      await call.says('Réservé')
    },
  },
  {
    id: '09-plaie-22-h',
    heard:
      'Plaie du doigt à recoudre, 22 h, Chambray-lès-Tours : le point de garde ne recoud pas, ce sera les urgences.',
    at: '2026-11-27T22:04:00+01:00',
    async play(call) {
      const { hand, page } = call
      await call.ask('médecin gén', 'chambray l')
      // Letters in the list refine it: the point of the night, its hours and its phone are seen, and do not fit.
      await hand.type('sos')
      await page.getByText('filtre : sos').waitFor()
      await otherOutcome(call, '1', 'Orienté aux urgences')
      await call.close()
    },
  },
  {
    id: '10-visite-sos',
    heard: 'Personne âgée qui ne peut pas se déplacer, samedi 21 h, Tours : visite à domicile.',
    at: '2026-11-28T21:10:00+01:00',
    async play(call) {
      const { hand, page } = call
      await call.ask('médecin gén', 'tours')
      // «Mode», by its first letter.
      for (const key of ['Alt+O', 'd', 'Alt+R']) await hand.press(key)
      await focused(call.grid)
      await page.locator('.chip').first().waitFor()
      await takeAsItStands(call)
    },
  },
  {
    id: '11-enfant-dimanche',
    heard: 'Enfant de quatre ans, 39 °C, dimanche matin, Saint-Cyr-sur-Loire.',
    at: '2026-11-29T10:15:00+01:00',
    async play(call) {
      const { hand } = call
      // The age first, as it is said first: three to fifteen.
      await hand.press('Alt+A')
      await hand.press('3')
      await hand.press('Alt+B')
      await call.ask('médecin gén', 'saint-cyr-sur')
      await takeAsItStands(call)
    },
  },
  {
    id: '12-pharmacie-de-garde',
    heard: 'Plus d’insuline, dimanche 20 h, Tours : une pharmacie, dont on donne le numéro.',
    at: '2026-11-29T20:20:00+01:00',
    async play(call) {
      const { hand, page } = call
      await focused(call.need)
      await hand.press('F3')
      await focused(page.getByRole('combobox', { name: 'Annuaire' }))
      await hand.type('pharmacien tours')
      await page.getByRole('option').first().waitFor()
      await hand.press('ArrowDown')
      await hand.press('Control+c')
      await page
        .getByText(/copié|Aucun/i)
        .first()
        .waitFor()
      await otherOutcome(call, '3', 'Pharmacie de garde')
      await call.close()
    },
  },
]

/** F6, then the digit of what the call comes to without a slot. */
async function otherOutcome(call: Call, digit: string, words: string): Promise<void> {
  await call.hand.press('F6')
  await focused(call.page.getByRole('listbox', { name: 'Autre issue' }))
  await call.moment()
  await call.hand.press(digit)
  await call.says(words)
}

/** A doctor of Tours with a name long enough to be misheard, who publishes times. */
function somebodyWithSlots({ sandbox }: World) {
  const { territory, world } = sandbox
  const found = territory.people.find(
    person =>
      person.profession.code === '10' &&
      person.family.length >= 8 &&
      /^[A-Z]+$/.test(person.family) &&
      person.activities[0]?.departement === '37' &&
      world.membership(person).sources.size > 0 &&
      territory.people.filter(other => other.family === person.family).length === 1,
  )
  if (!found) throw new Error('nobody in the territory has a name to mishear')
  return found
}

/** One letter taken for its neighbour, one said once instead of twice: what the telephone does. */
const misheard = (family: string) =>
  family
    .toLowerCase()
    .replace(/([b-df-hj-np-tv-z])\1/, '$1')
    .replace(/[nm](?!.*[nm])/, 'm')
