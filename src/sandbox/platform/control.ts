/** The instructor's handle: faults, slots taken elsewhere, the book of appointments. Only a sandbox has this. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
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

export function registerControl(app: FastifyInstance, parts: { faults: Faults; bookings: Bookings; world: World }) {
  const { faults, bookings, world } = parts
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
