/** What the card's board shows in screens of fiction: a desk where most is well, one list overdue. */
import type { CardDiagnosis } from '../../src/shared/contract/card.ts'
import { instant } from './fiction.ts'

const list = (name: string, ageHours: number, overdue: boolean) => ({
  source: `http://igc.example/CRL/${name}.crl`,
  held: true,
  ageHours,
  overdue,
  entries: 1_204,
  problem: overdue ? 'unreachable' : null,
})

export const CARD_DIAGNOSIS: CardDiagnosis = {
  at: instant(Date.now()),
  module: {
    status: 'ok',
    file: 'C:\\Windows\\System32\\cps3_pkcs11_w64.dll',
    manufacturer: 'ANS',
    description: 'CPS3 PKCS#11 WINDOWS',
    version: '3.4',
    detail: null,
  },
  readers: [
    {
      name: 'Lecteur fictif 1',
      status: 'ready',
      kind: 'CPE',
      tries: 'low',
      pinPad: false,
      model: 'ChipDoc',
      mechanisms: ['CKM_RSA_PKCS', 'CKM_SHA256_RSA_PKCS'],
      certificates: [
        {
          use: 'authentication',
          issuer: 'AC FICTIVE STANDARD PERSONNES',
          daysLeft: 21,
          test: false,
          chain: 'stale',
          holder: null,
        },
        {
          use: 'signature',
          issuer: 'AC FICTIVE STANDARD PERSONNES',
          daysLeft: null,
          test: null,
          chain: null,
          holder: null,
        },
      ],
    },
    {
      name: 'Lecteur fictif 2',
      status: 'contactless',
      kind: null,
      tries: 'unknown',
      pinPad: false,
      model: 'IAS ECC',
      mechanisms: [],
      certificates: [{ use: 'technical', issuer: 'AC FICTIVE', daysLeft: null, test: null, chain: null, holder: null }],
    },
  ],
  trust: {
    roots: 2,
    intermediates: 2,
    refusedFiles: 0,
    ocsp: false,
    crls: [list('ACR-ST', 300, false), list('ACI-ST-PP', 40, true)],
  },
  clockAheadMs: 1_200,
  signature: { status: 'verified', problem: null, ms: 312 },
}
