/** The instructor's handle: faults, slots taken elsewhere, the book of appointments. Only a sandbox has this. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { VendorAccounts } from '../vendors/accounts.ts'
import { sourceById } from '../vendors/catalogue.ts'
import type { Bookings } from './bookings.ts'
import { FaultOrder, type Faults } from './faults.ts'
import { refuse } from './outcome.ts'
import { sendRefusal } from './replies.ts'
import type { World } from './world.ts'

/** An appointment as it goes on: a community accepts it, a patient comes or does not. */
const Become = z.strictObject({
  id: z.string().max(64),
  status: z.enum(['booked', 'cancelled', 'fulfilled', 'noshow']),
})
const Take = z.strictObject({ slot: z.string().max(64), taken: z.boolean().default(true) })

/** What a vendor knows of an operator, for an exercise: terms to accept, a new sign-in, an account that has not come. */
const Account = z.strictObject({
  source: z.string().max(40),
  idnps: z.string().max(40),
  account: z.enum(['known', 'pending', 'refused']).optional(),
  terms: z.enum(['accepted', 'to-accept']).optional(),
  signIn: z.enum(['valid', 'needed']).optional(),
})

export function registerControl(
  app: FastifyInstance,
  parts: { faults: Faults; bookings: Bookings; world: World; vendorAccounts: VendorAccounts },
) {
  const { faults, bookings, world, vendorAccounts } = parts
  app.get('/control/faults', async () => faults.list())
  app.post('/control/faults', async (request, reply) => {
    const order = FaultOrder.safeParse(request.body)
    if (!order.success) {
      const issue = order.error.issues[0]
      return sendRefusal(
        reply,
        refuse(400, { code: 'value', diagnostics: 'Panne mal écrite.', expression: issue?.path.join('.') ?? '' }),
      )
    }
    if (order.data.source !== 'platform' && !sourceById(order.data.source))
      return sendRefusal(
        reply,
        refuse(404, { code: 'not-found', diagnostics: 'Source inconnue.', expression: 'source' }),
      )
    faults.set(order.data)
    return faults.list()
  })
  app.delete('/control/faults', async () => {
    faults.clear()
    return faults.list()
  })
  app.post('/control/slots', async (request, reply) => {
    const take = Take.safeParse(request.body)
    const slot = take.success ? world.slotById(take.data.slot) : undefined
    if (!take.success || !slot)
      return sendRefusal(reply, refuse(404, { code: 'not-found', diagnostics: 'Créneau inconnu.', expression: 'slot' }))
    bookings.takeElsewhere(slot.key, take.data.taken)
    return { slot: slot.id, taken: take.data.taken }
  })
  app.post('/control/appointments', async (request, reply) => {
    const order = Become.safeParse(request.body)
    if (!order.success || !bookings.become(order.data.id, order.data.status))
      return sendRefusal(
        reply,
        refuse(404, { code: 'not-found', diagnostics: 'Rendez-vous inconnu, ou suite mal écrite.', expression: 'id' }),
      )
    return order.data
  })
  app.post('/control/vendor-accounts', async (request, reply) => {
    const order = Account.safeParse(request.body)
    if (!order.success || !sourceById(order.data.source))
      return sendRefusal(
        reply,
        refuse(404, { code: 'not-found', diagnostics: 'Éditeur inconnu, ou compte mal écrit.', expression: 'source' }),
      )
    const { source, idnps, ...change } = order.data
    vendorAccounts.set(source, idnps, Object.fromEntries(Object.entries(change).filter(([, to]) => to !== undefined)))
    return vendorAccounts.of(source, idnps)
  })
  app.get('/control/appointments', async () =>
    bookings.all().map(({ id, version, identifier, source, slotKey, operator, resource }) => ({
      id,
      version,
      identifier,
      source,
      slotKey,
      operator,
      status: resource['status'],
      start: resource['start'],
    })),
  )
}
