/** What each booking vendor knows of the person at the desk: account, conditions of use, last sign-in that worked. */
import { z } from 'zod'
import { Instant } from './identifiers.ts'
import { call } from './kit.ts'

export const VendorSignIn = z.object({
  sourceId: z.string(),
  label: z.string(),
  simulated: z.boolean(),
  /** Whether the vendor has this person's account (flow INT_R02): `pending`: sent, not taken yet. */
  account: z.enum(['known', 'pending', 'refused', 'unknown']),
  /** The vendor's conditions of use (CGU), asked for at the first sign-in. */
  terms: z.enum(['accepted', 'to-accept', 'unknown']),
  /** `needed`: the vendor asks for a new sign-in. */
  signIn: z.enum(['valid', 'needed', 'unknown']),
  /** The last time it was seen to work, and by what: the service's word, or a booking of this person made from this desk. */
  worked: z.object({ at: Instant, by: z.enum(['service', 'booking']) }).nullable(),
  /** Its page can be opened from here, to accept or to sign in. */
  page: z.boolean(),
})
export type VendorSignIn = z.infer<typeof VendorSignIn>

export const VendorSignIns = z.object({
  /**
   * `told`: the service has answered; `not-told`: it does not keep this; `silent`: it does not answer, or there is no token to ask
   * with. Then only this desk's own bookings are known.
   */
  service: z.enum(['told', 'not-told', 'silent']),
  vendors: z.array(VendorSignIn),
})
export type VendorSignIns = z.infer<typeof VendorSignIns>

export const vendorSignInCalls = {
  /** Asks the sign-in service, now. */
  'session.vendors': call({ right: 'signed-in', input: z.null(), value: VendorSignIns }),
  /** Opens the vendor's page for this person in the system's browser: to accept its conditions, or to sign in. */
  'session.openVendor': call({
    right: 'signed-in',
    input: z.object({ sourceId: z.string().max(40) }),
    value: z.null(),
    problems: ['vendor-page-unknown'],
  }),
}
