/**
 * Degraded mode: the checks of the service, made on this desk while it is silent. The card signs a nonce of our own, its
 * certificate is judged by `core/trust` with the lists kept here, and the role comes from the site's own records or from what
 * the service last said. No token comes of it: the platform is not fooled, only the desk is open.
 */
import { verify } from 'node:crypto'
import { ok, problem } from '../../shared/contract/kit.ts'
import type { Settings } from '../settings/schema.ts'
import type { Trust } from '../trust/index.ts'
import type { KnownPeople } from './known-people.ts'
import { recordOf } from './people.ts'
import type { ProveHere } from './proving.ts'

export function createProveHere(deps: {
  trust: Pick<Trust, 'verify' | 'report'>
  known: KnownPeople
  operators: Settings['signIn']['operators']
}): ProveHere {
  const { trust, known, operators } = deps
  return (card, nonce, proof) => {
    // A site that names no authority has nothing to check with: the service's silence stays what is said.
    if (trust.report().roots === 0) return null
    return (async () => {
      const judged = await trust.verify(card.certificate, card.chain, { offline: true })
      if (!judged.ok)
        return problem(judged.error.kind === 'revocation-unknown' ? 'refused-status-unknown' : judged.error.kind)
      const { key, holder } = judged.value
      const [header = '', payload = '', signature = ''] = proof.split('.')
      const signed = verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))
      // The certificate is public: only its key makes it somebody's.
      if (!signed || !Buffer.from(payload, 'base64url').toString('utf8').includes(`"nonce":"${nonce}"`))
        return problem('refused')
      const record = recordOf(holder.idnps, operators)
      if (record) return ok({ idnps: holder.idnps, displayName: record.name, role: record.role })
      const word = known.find(holder.idnps)
      return word ? ok(word) : problem('refused-unknown-person')
    })()
  }
}
