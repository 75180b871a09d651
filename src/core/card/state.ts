/** What a look at the readers means: one state for the desk, and the card that a sign-in would use. Pure. */
import { createHash } from 'node:crypto'
import type { CardState, CardStatus } from '../../shared/contract/card.ts'
import { type CardCertificate, readCertificate } from '../trust/index.ts'
import type { CardProblem, Look, StoredCertificate, TokenSeen } from './port.ts'
import { meaningOf } from './returns.ts'

export interface AuthCertificate {
  stored: StoredCertificate
  read: Extract<CardCertificate, { use: 'authentication' }>
  /** Issuers found beside it on the card, leaf's issuer first, roots left out. DER. */
  chain: Uint8Array[]
  /** SHA-256 of the DER, hexadecimal: which card this is. Memory only. */
  fingerprint: string
}

/** A card as the desk sees it. */
export interface SeenCard {
  token: TokenSeen
  status: CardStatus
  auth: AuthCertificate | null
  detail: string | null
}

/** Nearest to a usable card first: with several readers, the desk speaks of the best one. */
const PREFERENCE: readonly CardStatus[] = [
  'ready',
  'locked',
  'expired',
  'contactless',
  'foreign',
  'unreadable',
  'absent',
]

interface Contents {
  auth: AuthCertificate | null
  technical: boolean
  unreadable: number
}

// Certificates do not change while a card is in: parsed once for each array that a reader keeps.
const contents = new WeakMap<StoredCertificate[], Contents>()

function contentsOf(certificates: StoredCertificate[]): Contents {
  const known = contents.get(certificates)
  if (known) return known
  const read = certificates.map(stored => ({ stored, read: readCertificate(stored.der) }))
  let auth: AuthCertificate | null = null
  for (const { stored, read: certificate } of read) {
    if (certificate?.use !== 'authentication') continue
    // Two of them (a renewed card): the one that lasts longest.
    if (auth && auth.read.notAfter >= certificate.notAfter) continue
    auth = {
      stored,
      read: certificate,
      chain: chainOf(certificate, read),
      fingerprint: createHash('sha256').update(stored.der).digest('hex'),
    }
  }
  const seen = {
    auth,
    technical: read.some(({ read: certificate }) => certificate?.use === 'technical'),
    unreadable: read.filter(({ read: certificate }) => certificate === null).length,
  }
  contents.set(certificates, seen)
  return seen
}

function chainOf(
  leaf: CardCertificate,
  all: { stored: StoredCertificate; read: CardCertificate | null }[],
): Uint8Array[] {
  const chain: Uint8Array[] = []
  let { issuer } = leaf
  // Four levels are twice what IGC-Santé has; a card cannot make us turn in circles.
  for (let level = 0; level < 4; level++) {
    const next = all.find(
      ({ read }) => read?.use === 'authority' && read.subject === issuer && read.subject !== read.issuer,
    )
    if (!next?.read) break
    chain.push(next.stored.der)
    issuer = next.read.issuer
  }
  return chain
}

/** What one token is, at this moment (ms). */
export function seeCard(token: TokenSeen, now: number): SeenCard {
  if (token.fault !== null) {
    const meaning = meaningOf(token.fault)
    const status = meaning.status === null || meaning.status === 'module-invalid' ? 'unreadable' : meaning.status
    return { token, status, auth: null, detail: meaning.name }
  }
  const { auth, technical, unreadable } = contentsOf(token.certificates)
  if (!auth) {
    const detail =
      unreadable > 0 ? `certificates-unreadable ${unreadable}` : `certificates ${token.certificates.length}`
    return { token, status: technical ? 'contactless' : 'foreign', auth: null, detail }
  }
  if (token.tries === 'none') return { token, status: 'locked', auth, detail: null }
  const { notBefore, notAfter } = auth.read
  if (now > notAfter.getTime() || now < notBefore.getTime()) return { token, status: 'expired', auth, detail: null }
  return { token, status: 'ready', auth, detail: null }
}

/** The card that the desk speaks of: the one in use while it is there, else the one that was picked, else the nearest to usable. */
export function chooseCard(
  tokens: TokenSeen[],
  now: number,
  inUse: string | null,
  picked: string | null = null,
): SeenCard | null {
  const seen = tokens.map(token => seeCard(token, now)).filter(card => card.status !== 'absent')
  const used = inUse === null ? undefined : seen.find(card => card.auth?.fingerprint === inUse)
  if (used) return used
  const wanted = seen.find(card => card.status === 'ready' && nameOf(card.token) === picked)
  return wanted ?? seen.sort(nearest)[0] ?? null
}

/** Nearest to usable first; of two alike, the one that came last: it is in the hand of who stands there. */
const nearest = (a: SeenCard, b: SeenCard) =>
  PREFERENCE.indexOf(a.status) - PREFERENCE.indexOf(b.status) || b.token.insertion - a.token.insertion

/** Names one card in one reader for as long as it stays there. */
export const nameOf = (token: TokenSeen): string => `${token.slot}-${token.insertion}`

/** A person's card that is not the one in use, if one is there: nearest to usable first. */
export function otherCard(tokens: TokenSeen[], now: number, inUse: string | null): SeenCard | null {
  const others = tokens
    .map(token => seeCard(token, now))
    .filter(({ auth, status }) => status !== 'absent' && auth !== null && auth.fingerprint !== inUse)
  return others.sort(nearest)[0] ?? null
}

const NO_CARD = { reader: null, kind: null, tries: 'unknown', expires: null, daysLeft: null, pinPad: false } as const

/** The state that screens may know. */
export function stateOf(look: Look, card: SeenCard | null, practice: boolean, now: number): CardState {
  if (look.kind === 'fault') return { status: look.status, practice, ...NO_CARD, choice: [], detail: look.detail }
  if (!card) return { status: 'absent', practice, ...NO_CARD, choice: [], detail: null }
  const ready = look.tokens.map(token => seeCard(token, now)).filter(({ status }) => status === 'ready')
  return {
    status: card.status,
    practice,
    reader: card.token.reader || null,
    kind: card.auth?.read.holder.kind ?? null,
    tries: card.token.tries,
    expires: card.auth?.read.notAfter.toISOString().slice(0, 10) ?? null,
    daysLeft: card.auth ? Math.floor((card.auth.read.notAfter.getTime() - now) / DAY_MS) : null,
    pinPad: card.token.pinPad,
    choice: ready.length < 2 ? [] : ready.map(one => choiceOf(one, card)),
    detail: card.detail,
  }
}

const DAY_MS = 86_400_000

/** A card among several: by its reader and kind, never by its holder, whom a lock screen does not name. */
const choiceOf = ({ token, auth }: SeenCard, chosen: SeenCard): CardState['choice'][number] => ({
  id: nameOf(token),
  reader: token.reader || null,
  kind: auth?.read.holder.kind ?? null,
  chosen: token === chosen.token,
})

/** Why a card in this state cannot open a session; null when it can. */
export function obstacle(status: CardStatus): CardProblem | null {
  switch (status) {
    case 'ready':
      return null
    case 'locked':
      return 'pin-locked'
    case 'starting':
    case 'absent':
      return 'card-absent'
    case 'module-missing':
    case 'module-invalid':
    case 'module-too-old':
    case 'module-wrong-bits':
    case 'module-hung':
      return status
    default:
      return `card-${status}`
  }
}

/** What is known of the card that last signed in. `unknown`: the module does not answer. `gone` lasts until the next login. */
export type Presence = 'none' | 'present' | 'unknown' | 'gone'

export interface Followed {
  presence: Presence
  fingerprint: string | null
  insertion: number
}

export const NOBODY: Followed = { presence: 'none', fingerprint: null, insertion: 0 }

/**
 * Follows the card in use through one more look. Another insertion means that it has left, however shortly — unless the
 * process itself is another one (`processOf`), which says nothing of the card.
 */
export function follow(before: Followed, look: Look, processOf: (insertion: number) => number): Followed {
  if (before.presence === 'none' || before.presence === 'gone') return before
  if (look.kind === 'fault') return { ...before, presence: 'unknown' }
  const same = look.tokens.filter(
    token => token.fault === null && contentsOf(token.certificates).auth?.fingerprint === before.fingerprint,
  )
  const stayed = same.find(token => token.insertion === before.insertion)
  if (stayed) return { ...before, presence: 'present' }
  const restarted = same.find(token => processOf(token.insertion) !== processOf(before.insertion))
  if (restarted) return { ...before, presence: 'present', insertion: restarted.insertion }
  return { ...before, presence: 'gone' }
}
