/**
 * A caller's address found on line: off until the site gives an address of a service, and asked about once, as it sends where
 * a caller is outside of the establishment. Nothing of it is written anywhere.
 */
import { z } from 'zod'
import { Place } from './directory.ts'
import { call } from './kit.ts'

/** A place that stands at an address, and how it reads. */
export const AddressPlace = z.object({
  label: z.string().min(1).max(300),
  /** The commune of the address; its position is that of the address. */
  place: Place,
  /** `number`: the house; `street`: the middle of the street or of the hamlet. */
  exact: z.enum(['number', 'street']),
})
export type AddressPlace = z.infer<typeof AddressPlace>

export const directoryAddressCalls = {
  /** Which service would be asked (its host), null when the site has none; and whether somebody here has agreed to it. */
  'directory.geocoding': call({
    right: 'search',
    input: z.null(),
    value: z.object({ host: z.string().nullable(), agreed: z.boolean() }),
  }),
  /** Asks the service. `agree`: the operator has just accepted that an address goes out; kept for this desk and this host. */
  'directory.geocode': call({
    right: 'search',
    input: z.object({ text: z.string().min(3).max(200), agree: z.boolean() }),
    value: z.array(AddressPlace),
    problems: [
      'not-configured',
      'consent-needed',
      'source-unreachable',
      'source-refused',
      'source-untrusted',
      'source-busy',
    ],
  }),
}
