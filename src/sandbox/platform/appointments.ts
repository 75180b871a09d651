/**
 * The platform's book of appointments: taking a time, changing, cancelling, reading back. Everything here happens in
 * one go: two requests for one time can be read at once, but the second one finds it taken.
 */
import type { VendorSource } from '../vendors/catalogue.ts'
import { type CheckedAppointment, checkAppointment } from './appointment-check.ts'
import { type Booking, type Bookings, canonical } from './bookings.ts'
import type { Resource } from './fhir.ts'
import { type Refusal, refuse } from './outcome.ts'
import type { FoundSlot, World } from './world.ts'

/** Who asks: an operator by token, a vendor about its own slots, or anybody (sandbox opened for tests). */
export type Asker = { kind: 'operator'; idnps: string } | { kind: 'vendor'; source: string } | { kind: 'anybody' }

export type Accepted = { ok: true; status: 200 | 201; booking: Booking } | { ok: false; refusal: Refusal }

export interface Appointments {
  /** @param scope the source whose base was called; null: the national platform. */
  create(body: unknown, asker: Asker, scope: VendorSource | null): Accepted
  /** @param target `system|value`, or the id of the resource; @param ifMatch value of the header, if any. */
  update(
    target: { identifier: string } | { id: string },
    body: unknown,
    asker: Asker,
    scope: VendorSource | null,
    ifMatch: string | undefined,
  ): Accepted
}

const no = (...args: Parameters<typeof refuse>) => ({ ok: false, refusal: refuse(...args) }) as const

export function createAppointments(world: World, bookings: Bookings): Appointments {
  const put = (id: string, version: number, checked: CheckedAppointment, slot: FoundSlot): Booking => {
    const { resource } = checked
    const meta = {
      ...(resource['meta'] as object),
      versionId: String(version),
      lastUpdated: new Date(world.clock.now()).toISOString(),
    }
    const stored: Resource = { ...resource, id, meta }
    const booking: Booking = {
      id,
      version,
      identifier: checked.identifier,
      body: bodyOf(resource),
      resource: stored,
      source: slot.source.id,
      slotKey: checked.status === 'cancelled' ? null : slot.key,
      actors: checked.actors,
      operator: `${checked.operator.system}|${checked.operator.value}`,
      start: checked.start,
    }
    bookings.put(booking)
    return booking
  }

  const create: Appointments['create'] = (body, asker, scope) => {
    const checked = checkAppointment(body)
    if (!checked.ok) return no(checked.issues[0]?.expression === 'resourceType' ? 400 : 422, ...checked.issues)
    const known = bookings.byIdentifier(checked.value.identifier)
    if (known) return already(known, checked.value)
    const mayAct = checkAsker(checked.value, asker)
    if (mayAct) return mayAct
    const slot = findSlot(world, checked.value, asker, scope)
    if (!slot.ok) return slot
    if (checked.value.status !== 'cancelled') {
      if (slot.value.start < world.clock.now())
        return no(422, { code: 'business-rule', expression: 'Appointment.start', diagnostics: 'Le créneau est passé.' })
      if (!slot.value.free) return taken()
    }
    return { ok: true, status: 201, booking: put(bookings.nextId(), 1, checked.value, slot.value) }
  }

  const update: Appointments['update'] = (target, body, asker, scope, ifMatch) => {
    const checked = checkAppointment(body)
    if (!checked.ok) return no(checked.issues[0]?.expression === 'resourceType' ? 400 : 422, ...checked.issues)
    const former = 'id' in target ? bookings.byId(target.id) : bookings.byIdentifier(target.identifier)
    if (!former) {
      if ('id' in target) return no(404, { code: 'not-found', diagnostics: 'Rendez-vous inconnu.' })
      // The guide's capability statement says `updateCreate`: an update of an unknown one creates it.
      return target.identifier === checked.value.identifier ? create(body, asker, scope) : mismatch()
    }
    if (former.identifier !== checked.value.identifier) return mismatch()
    const mayAct = checkAsker(checked.value, asker)
    if (mayAct) return mayAct
    if (ifMatch !== undefined && ifMatch !== `W/"${former.version}"`)
      return no(412, {
        code: 'conflict',
        diagnostics: 'Le rendez-vous a changé depuis sa lecture.',
        expression: 'If-Match',
      })
    const slot = findSlot(world, checked.value, asker, scope)
    if (!slot.ok) return slot
    const moves = checked.value.status !== 'cancelled' && slot.value.key !== former.slotKey
    if (moves && !slot.value.free) return taken()
    return { ok: true, status: 200, booking: put(former.id, former.version + 1, checked.value, slot.value) }
  }
  return { create, update }
}

/** What identifies a body: all of it but what the server adds. */
const bodyOf = (resource: Resource): string => {
  const { id: _id, meta, ...rest } = resource
  return canonical({ ...rest, profile: (meta as { profile?: unknown } | undefined)?.profile })
}

const taken = () =>
  no(409, { code: 'conflict', expression: 'Appointment.slot', diagnostics: 'Le créneau vient d’être pris.' })

const mismatch = () =>
  no(400, {
    code: 'value',
    expression: 'identifier',
    diagnostics: 'L’identifiant de la demande n’est pas celui du corps.',
  })

/** As NHS BaRS: `duplicate` says that the very same message was accepted before, so that a retry is not a failure. */
function already(known: Booking, sent: CheckedAppointment) {
  return known.body === bodyOf(sent.resource)
    ? no(409, {
        code: 'duplicate',
        expression: 'Appointment.identifier',
        diagnostics: `Déjà reçu et accepté : Appointment/${known.id}.`,
      })
    : no(409, {
        code: 'conflict',
        expression: 'Appointment.identifier',
        diagnostics: 'Cet identifiant est déjà celui d’un autre rendez-vous.',
      })
}

function checkAsker(sent: CheckedAppointment, asker: Asker) {
  if (asker.kind !== 'operator' || sent.operator.value === asker.idnps) return null
  return no(422, {
    code: 'business-rule',
    expression: 'Appointment.extension',
    diagnostics: 'L’opérateur du rendez-vous n’est pas le titulaire de la session.',
  })
}

/** The time that is meant: by reference, else by person and start. It must belong to who is asked, and agree in all. */
function findSlot(
  world: World,
  sent: CheckedAppointment,
  asker: Asker,
  scope: VendorSource | null,
): { ok: true; value: FoundSlot } | { ok: false; refusal: Refusal } {
  const allowed = (source: VendorSource) =>
    asker.kind === 'vendor' ? source.id === asker.source : scope === null || source.id === scope.id
  const owner = sent.actors.map(actor => actor.slice(actor.indexOf('|') + 1)).find(value => /^[83]/.test(value))
  const slot =
    sent.slotId !== null
      ? world.slotById(sent.slotId)
      : owner
        ? (world.slotAt(owner, sent.start, source => allowed(source) && source.taking === 'direct') ??
          world.slotAt(owner, sent.start, allowed))
        : undefined
  if (!slot || !allowed(slot.source)) {
    return no(422, {
      code: 'business-rule',
      expression: sent.slotId === null ? 'Appointment.start' : 'Appointment.slot',
      diagnostics: 'Ce créneau n’est pas à l’agenda de cette source.',
    })
  }
  if (slot.start !== sent.start || slot.end !== sent.end)
    return no(422, {
      code: 'business-rule',
      expression: 'Appointment.start',
      diagnostics: 'Début ou fin autres que ceux du créneau.',
    })
  if (owner !== slot.ownerId)
    return no(422, {
      code: 'business-rule',
      expression: 'Appointment.participant',
      diagnostics: 'Le créneau est celui d’un autre professionnel.',
    })
  if (slot.walkIn)
    return no(422, {
      code: 'business-rule',
      expression: 'Appointment.slot',
      diagnostics: 'Ce créneau se prend sans rendez-vous.',
    })
  if (asker.kind !== 'vendor' && slot.source.taking !== 'direct') {
    return no(422, {
      code: 'not-supported',
      expression: 'Appointment.slot',
      diagnostics: 'Cette source ne reçoit pas de réservation : le rendez-vous se prend sur la page de l’éditeur.',
    })
  }
  return { ok: true, value: slot }
}

/** Identifier systems tell on whose behalf the vendor pages write. */
export const VENDOR_IDENTIFIER = (source: string) => `https://bac-a-sable.relais.invalid/rendez-vous/${source}`
