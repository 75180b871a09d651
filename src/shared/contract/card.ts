/** The smart card and its reader, as the screen may know them: never a certificate, never a PIN. */
import { z } from 'zod'
import { call, event } from './kit.ts'

/**
 * What the desk can say of the card:
 * - `module-missing` / `module-invalid` / `module-hung`: the PKCS#11 library is not there, is none, or does not answer;
 * - `absent`: no card; `unreadable`: a card that does not answer; `contactless`: only the technical certificate
 *   (no proof of the person); `foreign`: a card without a CPS/CPE authentication certificate;
 * - `expired`: certificate out of its dates; `locked`: PIN blocked; `ready`: PIN can be asked.
 */
export const CardStatus = z.enum([
  'starting',
  'module-missing',
  'module-invalid',
  'module-hung',
  'absent',
  'unreadable',
  'contactless',
  'foreign',
  'expired',
  'locked',
  'ready',
])
export type CardStatus = z.infer<typeof CardStatus>

/** CPS doctor's card, CPF student's, CPE employee's, CPA authorised staff's (TRE_G02: 0, 1, 2, 3). */
export const CardKind = z.enum(['CPS', 'CPF', 'CPE', 'CPA'])
export type CardKind = z.infer<typeof CardKind>

export const CardState = z.object({
  status: CardStatus,
  /** True when the card is the practice card in software, never a real one. */
  practice: z.boolean(),
  reader: z.string().nullable(),
  kind: CardKind.nullable(),
  /** PIN counter as the card tells it; `low` and `final` are shown before the PIN is asked. */
  tries: z.enum(['unknown', 'normal', 'low', 'final', 'none']),
  /** Last day of the certificate's validity, ISO date. */
  expires: z.iso.date().nullable(),
  /** Details for IT: module path, PKCS#11 return value. Never a person's name. */
  detail: z.string().nullable(),
})
export type CardState = z.infer<typeof CardState>

export const cardCalls = {
  'card.state': call({ right: 'anybody', input: z.null(), value: CardState }),
}

export const cardEvents = {
  'card.changed': event(CardState),
}
