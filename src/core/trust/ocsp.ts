/**
 * OCSP (RFC 6960): one question to one responder, and an answer that is believed only when the card's authority, or a
 * responder that it named for this, signed it for this certificate and it is fresh. The address comes from the settings.
 */
import 'reflect-metadata'

import { createHash, randomBytes, X509Certificate as Verifier, verify } from 'node:crypto'
import { ExtendedKeyUsageExtension, X509Certificate } from '@peculiar/x509'
import { fromBER, Integer, Null, OctetString } from 'asn1js'
import { AlgorithmIdentifier, BasicOCSPResponse, CertID, Extension, OCSPRequest, OCSPResponse, Request } from 'pkijs'
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import type { Http } from '../http.ts'
import { childrenOf, contentOf, hexOf, valueAt } from './der.ts'
import type { Authority } from './path.ts'

const SHA1 = '1.3.14.3.2.26'
const BASIC = '1.3.6.1.5.5.7.48.1.1'
const NONCE = '1.3.6.1.5.5.7.48.1.2'
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9'
const HASHES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.11': 'RSA-SHA256',
  '1.2.840.113549.1.1.12': 'RSA-SHA384',
  '1.2.840.113549.1.1.13': 'RSA-SHA512',
  '1.2.840.10045.4.3.2': 'SHA256',
  '1.2.840.10045.4.3.3': 'SHA384',
}
const MAX_BYTES = 100_000
const TIMEOUT_MS = 3_000
/** How far the responder's clock may be from ours, ms. */
const SKEW_MS = 300_000

/**
 * `ocsp-unreachable`: no answer, late, or not HTTP 200; `ocsp-answer`: not an answer to our question; `ocsp-untrusted`: signed by
 * nobody that the authority named; `ocsp-stale`; `ocsp-unknown`: the responder does not know the card.
 */
export type OcspProblem = 'ocsp-unreachable' | 'ocsp-answer' | 'ocsp-untrusted' | 'ocsp-stale' | 'ocsp-unknown'

const own = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer

/** Hashes of the issuer's name and key, and the serial number: how a responder is told which certificate is meant. */
function certificateId(certificate: Uint8Array, issuer: Authority): CertID {
  const key = new X509Certificate(new Uint8Array(issuer.der)).publicKey.rawData
  const info = valueAt(new Uint8Array(key), 0, key.byteLength)
  const bits = info && childrenOf(new Uint8Array(key), info)?.[1]
  const whole = valueAt(certificate, 0, certificate.length)
  const tbs = whole && valueAt(certificate, whole.content, whole.end)
  const parts = tbs ? (childrenOf(certificate, tbs) ?? []) : []
  const serial = parts[parts[0]?.tag === 0xa0 ? 1 : 0]
  const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest()
  return new CertID({
    hashAlgorithm: new AlgorithmIdentifier({ algorithmId: SHA1, algorithmParams: new Null() }),
    issuerNameHash: new OctetString({ valueHex: own(sha1(Buffer.from(issuer.name, 'hex'))) }),
    issuerKeyHash: new OctetString({
      valueHex: own(sha1(bits ? contentOf(new Uint8Array(key), bits).subarray(1) : Buffer.alloc(0))),
    }),
    serialNumber: new Integer({ valueHex: own(serial ? contentOf(certificate, serial) : Buffer.alloc(1)) }),
  })
}

const sameId = (a: CertID, b: CertID) =>
  hexOf(new Uint8Array(a.toSchema().toBER())) === hexOf(new Uint8Array(b.toSchema().toBER()))

/** Asks about one certificate. `at`: now, ms. Never throws. */
export async function askOcsp(deps: {
  http: Http
  url: string
  certificate: Uint8Array
  issuer: Authority
  at: number
}): Promise<Result<'good' | 'revoked', OcspProblem>> {
  const { certificate, issuer, at } = deps
  const id = certificateId(certificate, issuer)
  const nonce = new OctetString({ valueHex: own(randomBytes(16)) })
  const request = new OCSPRequest()
  request.tbsRequest.requestList = [new Request({ reqCert: id })]
  request.tbsRequest.requestExtensions = [
    new Extension({ extnID: NONCE, extnValue: own(new Uint8Array(nonce.toBER())) }),
  ]
  const answer = await deps.http.request({
    method: 'POST',
    url: deps.url,
    headers: { 'content-type': 'application/ocsp-request', accept: 'application/ocsp-response' },
    body: Buffer.from(request.toSchema(true).toBER()),
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    raw: true,
  })
  if (answer.kind !== 'answer') return problem('ocsp-unreachable', { code: answer.code })
  if (answer.status !== 200) return problem('ocsp-unreachable', { status: answer.status })
  try {
    return judge(answer.bytes ?? new Uint8Array(), id, issuer, at)
  } catch {
    // The parser throws many things on garbage; all of them mean: not an answer.
    return problem('ocsp-answer')
  }
}

function judge(bytes: Uint8Array, id: CertID, issuer: Authority, at: number): Result<'good' | 'revoked', OcspProblem> {
  const response = new OCSPResponse({ schema: fromBER(own(bytes)).result })
  const { responseBytes } = response
  const status = response.responseStatus.valueBlock.valueDec
  if (status !== 0 || responseBytes?.responseType !== BASIC) return problem('ocsp-answer', { status })
  const basic = new BasicOCSPResponse({
    schema: fromBER(own(responseBytes.response.valueBlock.valueHexView)).result,
  })
  if (!isTrusted(basic, issuer, at)) return problem('ocsp-untrusted')
  const single = basic.tbsResponseData.responses.find(one => sameId(one.certID, id))
  if (!single) return problem('ocsp-answer', { why: 'other-certificate' })
  const due = single.nextUpdate?.getTime() ?? single.thisUpdate.getTime() + 24 * 3_600_000
  if (single.thisUpdate.getTime() > at + SKEW_MS || due < at - SKEW_MS) return problem('ocsp-stale')
  // CHOICE { good [0], revoked [1], unknown [2] }
  const { tagNumber } = (single.certStatus as { idBlock: { tagNumber: number } }).idBlock
  if (tagNumber === 0) return ok('good')
  return tagNumber === 1 ? ok('revoked') : problem('ocsp-unknown')
}

/** Signed by the authority itself, or by a certificate that it issued for OCSP and that is in force. */
function isTrusted(basic: BasicOCSPResponse, issuer: Authority, at: number): boolean {
  const hash = HASHES[basic.signatureAlgorithm.algorithmId]
  if (hash === undefined) return false
  const signed = basic.tbsResponseData.tbsView
  const signature = basic.signature.valueBlock.valueHexView
  const by = (key: Verifier) => verify(hash, signed, key.publicKey, signature)
  if (by(issuer.verifier)) return true
  return (basic.certs ?? []).some(certificate => {
    const der = new Uint8Array(certificate.toSchema().toBER())
    const parsed = new X509Certificate(der)
    const verifier = new Verifier(Buffer.from(der))
    const named = parsed.getExtension(ExtendedKeyUsageExtension)?.usages.includes(OCSP_SIGNING)
    const inForce = parsed.notBefore.getTime() <= at && at <= parsed.notAfter.getTime()
    return named === true && inForce && verifier.verify(issuer.verifier.publicKey) && by(verifier)
  })
}
