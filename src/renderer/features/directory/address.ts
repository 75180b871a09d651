/** An address on line, as suggestions of the «Lieu» field: proposed, agreed to once, answered. Nothing goes out unasked. */
import { useState } from 'react'
import type { AddressPlace } from '../../../shared/contract/directory-address.ts'
import { useAnswer, useConsole } from '../../app/console.ts'
import { useWords } from '../../ui/words.ts'

/** Where an address stands on its way, and for which text: another text begins again. */
type Step =
  | { kind: 'consent'; text: string }
  | { kind: 'declined'; text: string }
  | { kind: 'asking'; text: string }
  | { kind: 'found'; text: string; places: readonly AddressPlace[] }
  | { kind: 'failed'; text: string }

export interface AddressLine {
  key: string
  label: string
  detail: string
  section?: string
  stays: boolean
  /** What picking it does; absent: it is a place to choose. */
  act?: () => void
  address?: AddressPlace
}

export interface Address {
  lines: AddressLine[]
  /** Said in the place of «no commune»; null: nothing about an address. */
  said: string | null
  asking: boolean
  /** The suggestions are those of the address alone. */
  alone: boolean
}

/** A number or a kind of way among several words. */
const LIKE_AN_ADDRESS =
  /^(?=.*\p{L}{2}).*(\b\d{1,4}\b(?!\d)|\b(rue|av|avenue|bd|boulevard|place|chemin|route|all[ée]e|impasse|quai|cours|square|lieu-dit)\b).*\s.+/iu

export function useAddress(text: string, wanted: boolean): Address {
  const { t } = useWords()
  const console = useConsole()
  const service = useAnswer('directory.geocoding', null).value
  const [agreed, setAgreed] = useState(false)
  const [last, setStep] = useState<Step | null>(null)
  const host = service?.host ?? null
  const nothing: Address = { lines: [], said: null, asking: false, alone: false }
  if (host === null || !wanted || !LIKE_AN_ADDRESS.test(text)) return nothing
  const step = last?.text === text ? last : null

  async function ask(agree: boolean) {
    setStep({ kind: 'asking', text })
    const result = await console.call('directory.geocode', { text, agree })
    if (result.ok) setAgreed(true)
    const next: Step = result.ok ? { kind: 'found', text, places: result.value } : { kind: 'failed', text }
    // What was typed meanwhile is another address.
    setStep(now => (now?.text === text ? next : now))
  }

  switch (step?.kind) {
    case undefined: {
      const act = () => (agreed || service?.agreed ? void ask(false) : setStep({ kind: 'consent', text }))
      const line = { label: t('directory.address.ask'), detail: t('directory.address.askDetail', { host }) }
      return { ...nothing, lines: [{ key: 'address', ...line, stays: true, act }] }
    }
    case 'consent':
      return {
        ...nothing,
        alone: true,
        lines: [
          {
            key: 'decline',
            section: t('directory.address.consent', { host }),
            label: t('directory.address.decline'),
            detail: t('directory.address.declineDetail'),
            stays: true,
            act: () => setStep({ kind: 'declined', text }),
          },
          {
            key: 'agree',
            section: t('directory.address.consent', { host }),
            label: t('directory.address.agree'),
            detail: t('directory.address.agreeDetail'),
            stays: true,
            act: () => void ask(true),
          },
        ],
      }
    case 'asking':
      return { ...nothing, said: t('directory.address.asking'), asking: true, alone: true }
    case 'failed':
      return { ...nothing, said: t('directory.address.failed', { host }) }
    case 'found':
      if (step.places.length === 0) return { ...nothing, said: t('directory.address.none') }
      return {
        ...nothing,
        alone: true,
        lines: step.places.map(address => ({
          key: address.label,
          section: t('directory.address.results'),
          label: address.label,
          detail: t(`directory.address.${address.exact}`),
          stays: false,
          address,
        })),
      }
    default:
      return nothing
  }
}
