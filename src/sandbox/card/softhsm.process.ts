/** Writes tokens into SoftHSM2: certificates public, keys private, one token after the other. Work comes by standard input. */
import { createPrivateKey } from 'node:crypto'
import { text } from 'node:stream/consumers'
import pkcs11js, { type PKCS11 } from 'pkcs11js'
import { z } from 'zod'

const Hex = z.string().regex(/^[0-9a-f]*$/)
const Work = z.strictObject({
  module: z.string(),
  tokens: z.array(
    z.strictObject({
      label: z.string().max(32),
      pin: z.string(),
      objects: z.array(
        z.strictObject({
          ...{ id: Hex, certificateLabel: z.string(), keyLabel: z.string(), certificate: Hex, key: Hex },
          /** In place of the label, whatever its encoding. */
          labelBytes: Hex.optional(),
        }),
      ),
    }),
  ),
})
type Token = z.infer<typeof Work>['tokens'][number]

const SO_PIN = '12345678'
const RW_SESSION = pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION

/** The standard pads labels with spaces; the binding leaves what follows the end of its string. */
const labelOf = (lib: PKCS11, slot: Buffer) => lib.C_GetTokenInfo(slot).label.split('\0')[0]?.trim()

function initialize(lib: PKCS11, token: Token): void {
  lib.C_Initialize()
  const free = lib
    .C_GetSlotList(true)
    .find(slot => (lib.C_GetTokenInfo(slot).flags & pkcs11js.CKF_TOKEN_INITIALIZED) === 0)
  if (!free) throw new Error('no free slot')
  lib.C_InitToken(free, SO_PIN, token.label)
  // SoftHSM gives a fresh token its slot at the next start only.
  lib.C_Finalize()
  lib.C_Initialize()
  const slot = lib.C_GetSlotList(true).find(candidate => labelOf(lib, candidate) === token.label)
  if (!slot) throw new Error('token not found')
  const session = lib.C_OpenSession(slot, RW_SESSION)
  lib.C_Login(session, pkcs11js.CKU_SO, SO_PIN)
  lib.C_InitPIN(session, token.pin)
  lib.C_Logout(session)
  lib.C_Login(session, pkcs11js.CKU_USER, token.pin)
  for (const object of token.objects) write(lib, session, object)
  lib.C_Finalize()
}

function write(lib: PKCS11, session: Buffer, object: Token['objects'][number]): void {
  const id = Buffer.from(object.id, 'hex')
  lib.C_CreateObject(session, [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_CERTIFICATE },
    { type: pkcs11js.CKA_CERTIFICATE_TYPE, value: pkcs11js.CKC_X_509 },
    { type: pkcs11js.CKA_TOKEN, value: true },
    { type: pkcs11js.CKA_PRIVATE, value: false },
    {
      type: pkcs11js.CKA_LABEL,
      value: object.labelBytes === undefined ? object.certificateLabel : Buffer.from(object.labelBytes, 'hex'),
    },
    { type: pkcs11js.CKA_ID, value: id },
    { type: pkcs11js.CKA_SUBJECT, value: Buffer.alloc(0) },
    { type: pkcs11js.CKA_VALUE, value: Buffer.from(object.certificate, 'hex') },
  ])
  // A certificate that stands alone, as authorities do.
  if (object.key === '') return
  const jwk = createPrivateKey({ key: Buffer.from(object.key, 'hex'), format: 'der', type: 'pkcs8' }).export({
    format: 'jwk',
  })
  const part = (name: 'n' | 'e' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi') => Buffer.from(String(jwk[name]), 'base64url')
  lib.C_CreateObject(session, [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY },
    { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_RSA },
    { type: pkcs11js.CKA_TOKEN, value: true },
    { type: pkcs11js.CKA_PRIVATE, value: true },
    { type: pkcs11js.CKA_SENSITIVE, value: true },
    { type: pkcs11js.CKA_EXTRACTABLE, value: false },
    { type: pkcs11js.CKA_SIGN, value: true },
    { type: pkcs11js.CKA_LABEL, value: object.keyLabel },
    { type: pkcs11js.CKA_ID, value: id },
    { type: pkcs11js.CKA_MODULUS, value: part('n') },
    { type: pkcs11js.CKA_PUBLIC_EXPONENT, value: part('e') },
    { type: pkcs11js.CKA_PRIVATE_EXPONENT, value: part('d') },
    { type: pkcs11js.CKA_PRIME_1, value: part('p') },
    { type: pkcs11js.CKA_PRIME_2, value: part('q') },
    { type: pkcs11js.CKA_EXPONENT_1, value: part('dp') },
    { type: pkcs11js.CKA_EXPONENT_2, value: part('dq') },
    { type: pkcs11js.CKA_COEFFICIENT, value: part('qi') },
  ])
}

const work = Work.parse(JSON.parse(await text(process.stdin)))
const lib = new pkcs11js.PKCS11()
lib.load(work.module)
for (const token of work.tokens) initialize(lib, token)
