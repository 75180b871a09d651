/**
 * What each simulated vendor knows of the operators: the account that the platform pushed (INT_R02) when they signed in, the
 * conditions that they accepted, the day of their last session. Fine for everybody until an exercise says otherwise.
 */
import { SOURCES, type VendorSource } from './catalogue.ts'

export interface VendorAccount {
  account: 'known' | 'pending' | 'refused'
  terms: 'accepted' | 'to-accept'
  signIn: 'valid' | 'needed'
  /** ms since the epoch; null: never. */
  lastSignInAt: number | null
}

export interface VendorAccounts {
  of(source: string, idnps: string): VendorAccount
  /** Changes what a vendor knows of somebody, for an exercise. */
  set(source: string, idnps: string, change: Partial<VendorAccount>): void
  /** They opened a session on the vendor's page, and accepted its conditions when these were asked for. */
  signedIn(source: string, idnps: string): void
  /** The answer of the sign-in service about one person (`GET /sign-in/vendors`). */
  told(idnps: string, pageBase: string): { vendors: object[] }
}

const takesOnItsPage = (source: VendorSource) => source.taking === 'vendor-page'

export function createVendorAccounts(clock: { now(): number }): VendorAccounts {
  const began = clock.now()
  const accounts = new Map<string, VendorAccount>()
  const of = (source: string, idnps: string): VendorAccount =>
    accounts.get(`${source} ${idnps}`) ?? { account: 'known', terms: 'accepted', signIn: 'valid', lastSignInAt: began }
  const set: VendorAccounts['set'] = (source, idnps, change) =>
    void accounts.set(`${source} ${idnps}`, { ...of(source, idnps), ...change })
  return {
    of,
    set,
    signedIn: (source, idnps) => set(source, idnps, { terms: 'accepted', signIn: 'valid', lastSignInAt: clock.now() }),
    told: (idnps, pageBase) => ({
      vendors: SOURCES.filter(takesOnItsPage).map(({ id, label }) => {
        const { lastSignInAt, ...account } = of(id, idnps)
        return {
          ...{ source: id, label, ...account },
          lastSignInAt: lastSignInAt === null ? null : new Date(lastSignInAt).toISOString(),
          page: `${pageBase}/compte/${id}`,
        }
      }),
    }),
  }
}
