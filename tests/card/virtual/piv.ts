/**
 * A smart card in software: the PIV application (NIST SP 800-73-4) as far as OpenSC needs it to show two certificates, check
 * a PIN and sign. APDU in, APDU out; knows nothing of readers. The PIN counter, the lock and «PIN always» of the signature
 * key are the card's own, as on plastic.
 */
import { constants, createHash, createPrivateKey, type KeyObject, privateEncrypt } from 'node:crypto'
import type { IssuedCard } from '../../../src/sandbox/card/index.ts'

const OK = Buffer.from('9000', 'hex')
const NOT_FOUND = Buffer.from('6a82', 'hex')
const NOT_SUPPORTED = Buffer.from('6d00', 'hex')
const WRONG_DATA = Buffer.from('6a80', 'hex')
const NOT_ALLOWED = Buffer.from('6982', 'hex')
const LOCKED = Buffer.from('6983', 'hex')
const AID = 'a00000030800001000'
/** Direct convention, T=1; historical bytes «RELAIS». No driver knows it: OpenSC finds the card by its application. */
const ATR = Buffer.from('3b86800152454c41495307', 'hex')
const MAX_TRIES = 3

export interface VirtualCardOptions {
  /** Four digits; `1234` by default. */
  pin?: string
  /** Where the authentication certificate stands: 9A asks the PIN once, 9C before each signature (CKA_ALWAYS_AUTHENTICATE). */
  place?: '9a' | '9c'
}

/** One piece of plastic. Keeps its PIN counter wherever it is put. */
export interface VirtualCard {
  readonly atr: Buffer
  /** Tries left, 3 to 0. */
  tries: number
  /** True between a right PIN and the next reset, logout or removal. */
  readonly verified: boolean
  /** Signatures made so far. */
  readonly signatures: number
  /** PINs presented so far, right or wrong: a PIN that must not reach the card is looked for here. */
  readonly presented: number
  /** Called before each signature; what it awaits is time that the card takes. */
  beforeSigning: (() => Promise<void> | void) | null
  reset(): void
  answer(apdu: Buffer): Promise<Buffer>
}

const tlv = (tag: string, ...contents: Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents)
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from(tag, 'hex'), Buffer.from(size), content])
}

/** Value of the first `tag` (one byte) in a run of BER values. */
function valueWith(bytes: Buffer, tag: number): Buffer | null {
  let at = 0
  while (at + 1 < bytes.length) {
    const found = bytes[at]
    const first = bytes[at + 1] ?? 0
    const extra = first > 0x80 ? first & 0x7f : 0
    const length = extra === 0 ? first : bytes.readUIntBE(at + 2, extra)
    const start = at + 2 + extra
    if (found === tag) return bytes.subarray(start, start + length)
    at = start + length
  }
  return null
}

const APPLICATION = tlv('61', Buffer.from('4f06000010000100', 'hex'), Buffer.from('79074f05a000000308', 'hex'))

/** Makes a PIV card of an issued one: its authentication certificate in 9A (CKA_ID 01), its signature one in 9C (02). */
export function createVirtualCard(issued: IssuedCard, options: VirtualCardOptions = {}): VirtualCard {
  const pin = Buffer.concat([Buffer.from(options.pin ?? '1234', 'latin1'), Buffer.alloc(8, 0xff)]).subarray(0, 8)
  const [first, second] = options.place === '9c' ? [issued.objects[1], issued.objects[0]] : issued.objects
  const keys = new Map<number, KeyObject>()
  const objects = new Map<string, Buffer>()
  for (const [reference, container, object] of [
    [0x9a, '5fc105', first],
    [0x9c, '5fc10a', second],
  ] as const) {
    if (!object) continue
    keys.set(reference, createPrivateKey({ key: Buffer.from(object.key), format: 'der', type: 'pkcs8' }))
    objects.set(container, tlv('53', tlv('70', object.certificate), Buffer.from('710100fe00', 'hex')))
  }
  // GUID and FASC-N from the card's number: two cards never look like one.
  const name = createHash('sha256').update(`${issued.person.cardNumber} ${issued.variant}`).digest()
  objects.set(
    '5fc102',
    tlv(
      '53',
      tlv('30', name.subarray(0, 25)),
      tlv('34', name.subarray(16, 32)),
      tlv('35', Buffer.from('20301231')),
      Buffer.from('3e00fe00', 'hex'),
    ),
  )

  let verified = false
  /** For 9C: the PIN has been shown since the last signature. */
  let fresh = false
  let chained: Buffer[] = []
  let rest = Buffer.alloc(0)

  /** As many bytes as were asked for (`le`, 256 for 0 or none); the others by GET RESPONSE. */
  const reply = (data: Buffer, le: number): Buffer => {
    const size = le === 0 ? 256 : le
    rest = Buffer.from(data.subarray(size))
    const left = rest.length === 0 ? OK : Buffer.from([0x61, Math.min(rest.length, 0xff)])
    return Buffer.concat([data.subarray(0, size), left])
  }

  const verify = (p1: number, data: Buffer): Buffer => {
    if (p1 === 0xff) {
      verified = fresh = false
      return OK
    }
    if (data.length === 0) return verified ? OK : card.tries === 0 ? LOCKED : Buffer.from([0x63, 0xc0 | card.tries])
    if (card.tries === 0) return LOCKED
    presented++
    if (data.equals(pin)) {
      verified = fresh = true
      card.tries = MAX_TRIES
      return OK
    }
    verified = fresh = false
    card.tries--
    return card.tries === 0 ? LOCKED : Buffer.from([0x63, 0xc0 | card.tries])
  }

  const sign = async (reference: number, data: Buffer, le: number): Promise<Buffer> => {
    const key = keys.get(reference)
    const template = valueWith(data, 0x7c)
    const challenge = template && valueWith(template, 0x81)
    if (!key || !challenge || challenge.length !== 256) return WRONG_DATA
    if (reference === 0x9c ? !fresh : !verified) return NOT_ALLOWED
    await card.beforeSigning?.()
    fresh = false
    signatures++
    const signature = privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, challenge)
    return reply(tlv('7c', tlv('82', signature)), le)
  }

  let signatures = 0
  let presented = 0
  const card: VirtualCard = {
    atr: ATR,
    tries: MAX_TRIES,
    get verified() {
      return verified
    },
    get signatures() {
      return signatures
    },
    get presented() {
      return presented
    },
    beforeSigning: null,
    reset() {
      verified = fresh = false
      chained = []
      rest = Buffer.alloc(0)
    },
    async answer(apdu) {
      const [cla = 0, ins = 0, p1 = 0, p2 = 0, lc = 0] = apdu
      const withData = apdu.length > 5
      const data = withData ? apdu.subarray(5, 5 + lc) : Buffer.alloc(0)
      const le = withData ? (apdu[5 + lc] ?? 0) : lc
      if ((cla & 0x10) !== 0) {
        chained.push(Buffer.from(data))
        return OK
      }
      const whole = chained.length > 0 ? Buffer.concat([...chained, data]) : data
      chained = []
      switch (ins) {
        case 0xa4:
          return whole.toString('hex').startsWith(AID) ? reply(APPLICATION, le) : NOT_FOUND
        case 0xcb: {
          const object = objects.get(valueWith(whole, 0x5c)?.toString('hex') ?? '')
          return object ? reply(object, le) : NOT_FOUND
        }
        case 0xc0:
          return reply(rest, le)
        case 0x20:
          return p2 === 0x80 ? verify(p1, whole) : WRONG_DATA
        case 0x87:
          return sign(p2, whole, le)
        default:
          return NOT_SUPPORTED
      }
    },
  }
  return card
}
