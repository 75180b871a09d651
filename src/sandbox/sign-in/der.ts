/**
 * Reads the few DER values that a certificate check needs. Written for the server alone: the console reads cards with
 * another library, so that one mistake cannot hide in both.
 */

/** One value: its tag, its content and, for constructed ones, what stands inside. */
export interface Der {
  tag: number
  content: Uint8Array
}

/** Reads the values that stand one after the other. Null when the bytes are not DER. */
export function readAll(bytes: Uint8Array): Der[] | null {
  const values: Der[] = []
  let at = 0
  while (at < bytes.length) {
    const tag = bytes[at]
    const first = bytes[at + 1]
    // Tags above 30 never occur in a certificate.
    if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return null
    let length = first
    let header = 2
    if (first > 0x7f) {
      const size = first & 0x7f
      if (size === 0 || size > 3) return null
      length = 0
      for (let i = 0; i < size; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0)
      header += size
    }
    const end = at + header + length
    if (end > bytes.length) return null
    values.push({ tag, content: bytes.subarray(at + header, end) })
    at = end
  }
  return values
}

export const inside = (der: Der | undefined): Der[] =>
  der && (der.tag & 0x20) !== 0 ? (readAll(der.content) ?? []) : []

/** Dotted form of an OBJECT IDENTIFIER's content. */
export function oid(content: Uint8Array): string {
  const arcs: number[] = []
  let value = 0
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f)
    if ((byte & 0x80) !== 0) continue
    if (arcs.length === 0)
      arcs.push(Math.min(Math.floor(value / 40), 2), value - Math.min(Math.floor(value / 40), 2) * 40)
    else arcs.push(value)
    value = 0
  }
  return arcs.join('.')
}

export interface CertificateFields {
  /** Extension values by OID. Empty content is kept. */
  extensions: Map<string, Uint8Array>
  /** Values of the subject's common names. */
  commonNames: string[]
}

/** Subject and extensions of a certificate; null when it does not have the shape of one. */
export function readFields(der: Uint8Array): CertificateFields | null {
  const [certificate] = readAll(der) ?? []
  const [tbs] = inside(certificate)
  const parts = inside(tbs)
  if (parts.length < 7) return null
  // version [0] is there in v3: then serial, algorithm, issuer, validity, subject.
  const subject = parts[5]
  const extensions = new Map<string, Uint8Array>()
  const holder = parts.find(part => part.tag === 0xa3)
  for (const extension of inside(inside(holder)[0])) {
    const fields = inside(extension)
    const [id] = fields
    const value = fields.at(-1)
    if (id?.tag !== 0x06 || value?.tag !== 0x04) return null
    const name = oid(id.content)
    // An extension may not stand twice (RFC 5280 §4.2): which one counts would be a guess.
    if (extensions.has(name)) return null
    extensions.set(name, value.content)
  }
  const commonNames = inside(subject)
    .flatMap(inside)
    .flatMap(attribute => {
      const [id, value] = inside(attribute)
      return id && value && oid(id.content) === '2.5.4.3' ? [Buffer.from(value.content).toString('utf8')] : []
    })
  return { extensions, commonNames }
}

/** Bits of a BIT STRING, first bit = 0; empty when it is none. */
export function bits(value: Uint8Array | undefined): Set<number> {
  const [string] = value ? (readAll(value) ?? []) : []
  const set = new Set<number>()
  if (string?.tag !== 0x03) return set
  string.content.subarray(1).forEach((byte, i) => {
    for (let bit = 0; bit < 8; bit++) if ((byte & (0x80 >> bit)) !== 0) set.add(i * 8 + bit)
  })
  return set
}

/** OIDs of a SEQUENCE of them. */
export const oids = (value: Uint8Array | undefined): string[] =>
  inside(value ? readAll(value)?.[0] : undefined).flatMap(item => (item.tag === 0x06 ? [oid(item.content)] : []))

/** A small INTEGER, or null. */
export function smallInteger(value: Uint8Array | undefined): number | null {
  const [integer] = value ? (readAll(value) ?? []) : []
  return integer?.tag === 0x02 && integer.content.length === 1 ? (integer.content[0] ?? null) : null
}

/** The only byte of an OCTET STRING, or null. */
export function onlyByte(value: Uint8Array | undefined): number | null {
  const [octets] = value ? (readAll(value) ?? []) : []
  return octets?.tag === 0x04 && octets.content.length === 1 ? (octets.content[0] ?? null) : null
}
