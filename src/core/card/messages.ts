/** What the console and its card process say to each other. Both sides parse what they hear. */
import { z } from 'zod'
import { SealedPin } from './sealed-pin.ts'

const Id = z.int().nonnegative()
const Insertion = z.int().nonnegative()
const SlotHandle = z.string().regex(/^[0-9a-f]{2,32}$/)
const KeyId = z.string().regex(/^(?:[0-9a-f]{2}){0,64}$/)

/** Most certificates read from a card, and the largest believed to be one, bytes. A CPS holds three of about 2 kB. */
export const MAX_CERTIFICATES = 256
export const MAX_CERTIFICATE_BYTES = 16_384

export const Request = z.discriminatedUnion('op', [
  z.strictObject({ id: Id, op: z.literal('open'), module: z.string().min(1), firstInsertion: Insertion }),
  z.strictObject({ id: Id, op: z.literal('look'), light: z.boolean() }),
  z.strictObject({ id: Id, op: z.literal('survey') }),
  z.strictObject({ id: Id, op: z.literal('read'), slot: SlotHandle, insertion: Insertion }),
  /** A key to seal the next PIN with. */
  z.strictObject({ id: Id, op: z.literal('seal') }),
  z.strictObject({
    id: Id,
    op: z.literal('login'),
    slot: SlotHandle,
    insertion: Insertion,
    keyId: KeyId,
    /** Null: typed on the reader. */
    pin: SealedPin.nullable(),
    lastTryAccepted: z.boolean(),
  }),
  z.strictObject({
    id: Id,
    op: z.literal('sign'),
    slot: SlotHandle,
    insertion: Insertion,
    data: z.base64().max(100_000),
  }),
  /** Without a slot: every card's login. */
  z.strictObject({ id: Id, op: z.literal('logout'), slot: SlotHandle.optional() }),
])
export type Request = z.infer<typeof Request>
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never
export type Order = WithoutId<Request>

/**
 * Why the process could not: a return value of the module; the file is no PKCS#11 library; our own native part is not
 * there; what was asked about has left; the PIN counter forbids; no private key for the certificate.
 */
export const Fault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('returned'), at: z.string().max(40), rv: z.int() }),
  z.strictObject({
    kind: z.enum(['not-a-module', 'no-native-part', 'stale', 'locked', 'final-try', 'no-key', 'message']),
  }),
])
export type Fault = z.infer<typeof Fault>

export const Reply = z.discriminatedUnion('ok', [
  z.strictObject({ id: Id, ok: z.literal(true), value: z.unknown() }),
  z.strictObject({ id: Id, ok: z.literal(false), fault: Fault }),
])
export type Reply = z.infer<typeof Reply>

export const OpenValue = z.strictObject({ manufacturer: z.string(), description: z.string(), version: z.string() })

export const SealValue = z.strictObject({ publicKey: z.base64().max(200) })

export const LookValue = z.strictObject({
  tokens: z.array(
    z.strictObject({
      slot: SlotHandle,
      reader: z.string(),
      insertion: Insertion,
      tries: z.enum(['unknown', 'normal', 'low', 'final', 'none']),
      /** The reader has keys of its own: the PIN never comes to this machine. */
      pinPad: z.boolean(),
      fault: z.int().nullable(),
    }),
  ),
})
export type LookValue = z.infer<typeof LookValue>

/** Every reader that the module knows, with or without a card. */
export const SurveyValue = z.strictObject({
  readers: z
    .array(
      z.strictObject({
        slot: SlotHandle,
        name: z.string(),
        model: z.string().nullable(),
        mechanisms: z.array(z.string().max(40)).max(64),
      }),
    )
    .max(64),
})
export type SurveyValue = z.infer<typeof SurveyValue>

export const ReadValue = z.strictObject({
  certificates: z.array(z.strictObject({ id: KeyId, label: z.string(), der: z.base64() })).max(MAX_CERTIFICATES),
})
export type ReadValue = z.infer<typeof ReadValue>

export const SignValue = z.strictObject({ signature: z.base64().max(2_000) })
