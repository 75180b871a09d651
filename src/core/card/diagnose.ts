/**
 * The card's way into this desk, for IT: module, readers, cards, certificates, trust, clock, a signature that verifies. One picture
 * for the board, `npm run card -- diagnose` and the packaged program's `--diagnose-card`. Says nothing of whose card it is unless
 * names are asked for.
 */
import { randomBytes, verify, X509Certificate } from 'node:crypto'
import { homedir } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { CardDiagnosis } from '../../shared/contract/card.ts'
import type { Result } from '../../shared/contract/kit.ts'
import type { Clock, Log, StartProcess } from '../ports.ts'
import type { CardSettings } from '../settings/schema.ts'
import { readCertificate, type Trust } from '../trust/index.ts'
import { createPkcs11Reader } from './pkcs11-reader.ts'
import type { CardProblem, CardReader, Look, SurveyedReader, TokenSeen } from './port.ts'
import { createPracticeReader } from './practice.ts'
import { chooseCard, obstacle, seeCard } from './state.ts'

type Reader = CardDiagnosis['readers'][number]
type Signature = CardDiagnosis['signature']

export const NOT_ASKED: Signature = { status: 'not-asked', problem: null, ms: null }
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** The account's own folder says who works here: left out. */
const impersonal = (file: string) => (homedir().length > 1 ? file.replaceAll(homedir(), '~') : file)

/** Puts together what was looked at. */
export async function diagnosisOf(seen: {
  look: Look
  readers: SurveyedReader[]
  trust: Trust | null
  clockAheadMs: number | null
  /** ms */
  now: number
  signature: Signature
  names?: boolean
}): Promise<CardDiagnosis> {
  const { look, trust, now } = seen
  const tokens = look.kind === 'tokens' ? look.tokens : []
  const module = look.kind === 'tokens' ? look.module : null
  const empty = seen.readers.filter(({ slot }) => !tokens.some(token => token.slot === slot))
  return {
    at: new Date(now).toISOString(),
    module: {
      status: look.kind === 'tokens' ? 'ok' : look.status,
      file: module ? impersonal(module.file) : null,
      manufacturer: module?.manufacturer ?? '',
      description: module?.description ?? '',
      version: module?.version ?? '',
      detail: look.kind === 'fault' ? impersonal(look.detail) : null,
    },
    readers: [
      ...(await Promise.all(tokens.map(token => readerOf(token, seen)))),
      ...empty.map(({ name }): Reader => ({ ...NO_CARD, name })),
    ],
    trust: trustOf(trust, now),
    clockAheadMs: seen.clockAheadMs,
    signature: seen.signature,
  }
}

const NO_CARD: Omit<Reader, 'name'> = {
  status: 'absent',
  kind: null,
  tries: 'unknown',
  pinPad: false,
  model: null,
  mechanisms: [],
  certificates: [],
}

async function readerOf(
  token: TokenSeen,
  { readers, trust, now, names }: { readers: SurveyedReader[]; trust: Trust | null; now: number; names?: boolean },
): Promise<Reader> {
  const card = seeCard(token, now)
  const surveyed = readers.find(({ slot }) => slot === token.slot)
  const ders = token.certificates.map(({ der }) => der)
  return {
    name: token.reader,
    status: card.status,
    kind: card.auth?.read.holder.kind ?? null,
    tries: token.tries,
    pinPad: token.pinPad,
    model: surveyed?.model ?? null,
    mechanisms: surveyed?.mechanisms ?? [],
    certificates: await Promise.all(ders.map(der => certificateOf(der, ders, trust, now, names === true))),
  }
}

async function certificateOf(
  der: Uint8Array,
  all: Uint8Array[],
  trust: Trust | null,
  now: number,
  names: boolean,
): Promise<Reader['certificates'][number]> {
  const read = readCertificate(der)
  if (!read) return { use: 'unreadable', issuer: null, daysLeft: null, test: null, chain: null, holder: null }
  const authentication = read.use === 'authentication' ? read : null
  return {
    use: read.use,
    issuer: /(?:^|,\s*)CN=([^,]+)/.exec(read.issuer)?.[1]?.slice(0, 120) ?? null,
    daysLeft: authentication ? Math.floor((authentication.notAfter.getTime() - now) / DAY_MS) : null,
    test: authentication ? authentication.holder.environment === 'test' : null,
    chain: authentication ? await chainOf(der, all, trust) : null,
    holder: names ? (authentication?.holder.displayName ?? null) : null,
  }
}

async function chainOf(der: Uint8Array, all: Uint8Array[], trust: Trust | null) {
  if (!trust || trust.report().roots === 0) return 'no-roots'
  const verified = await trust.verify(der, all)
  return verified.ok ? verified.value.revocation : verified.error.kind
}

function trustOf(trust: Trust | null, now: number): CardDiagnosis['trust'] {
  const report = trust?.report()
  return {
    roots: report?.roots ?? 0,
    intermediates: report?.intermediates ?? 0,
    refusedFiles: report?.refusedFiles.length ?? 0,
    ocsp: report?.ocsp != null,
    crls: (report?.crls ?? []).map(({ source, status, thisUpdate, nextUpdate, entries, problem }) => ({
      source: impersonal(source),
      held: status === 'held',
      ageHours: thisUpdate === null ? null : Math.round((now - Date.parse(thisUpdate)) / HOUR_MS),
      overdue: nextUpdate !== null && Date.parse(nextUpdate) < now,
      entries,
      problem,
    })),
  }
}

/** Has a random challenge signed and verifies it with the card's own certificate. */
export async function proveSigning(
  certificate: Uint8Array,
  sign: (data: Uint8Array) => Promise<Result<Uint8Array, CardProblem>>,
): Promise<Signature> {
  const challenge = randomBytes(64)
  const started = performance.now()
  const signed = await sign(challenge)
  const ms = Math.round(performance.now() - started)
  if (!signed.ok) return { status: 'refused', problem: signed.error.kind, ms }
  const { publicKey } = new X509Certificate(Buffer.from(certificate))
  const good = verify('RSA-SHA256', challenge, publicKey, signed.value)
  return good ? { status: 'verified', problem: null, ms } : { status: 'refused', problem: 'signature-wrong', ms }
}

/** How long a card may take to be read when it has just been found, ms. */
const FIRST_LOOK_MS = 15_000

/**
 * A diagnosis without a console: starts the card process, looks, ends it. With `pin`, the card signs; it is wiped. A PIN counter on
 * its last try is left alone.
 */
export async function diagnoseCard(deps: {
  settings: CardSettings
  trust: Trust | null
  startProcess: StartProcess
  clock: Clock
  log: Log
  clockAheadMs: number | null
  names?: boolean
  /** Asks for the PIN once the card is there; null: no signature is wanted. */
  askPin?: () => Promise<Uint8Array | null>
}): Promise<CardDiagnosis> {
  const { settings, startProcess, clock, log } = deps
  const reader =
    settings.kind === 'pkcs11'
      ? createPkcs11Reader({ settings, startProcess, log })
      : createPracticeReader({ file: settings.file })
  try {
    await deps.trust?.ready
    const look = await firstLook(reader)
    const readers = await reader.survey()
    const signature = deps.askPin ? await signWith(reader, look, clock.now(), deps.askPin) : NOT_ASKED
    return await diagnosisOf({
      ...{ look, readers, signature, trust: deps.trust, clockAheadMs: deps.clockAheadMs, now: clock.now() },
      names: deps.names === true,
    })
  } finally {
    await reader.close()
  }
}

/** A card that the module has not seen yet answers at the second look. */
async function firstLook(reader: CardReader): Promise<Look> {
  const end = performance.now() + FIRST_LOOK_MS
  for (let turn = 0; ; turn++) {
    const sight = await reader.look()
    // Nobody has signed in yet: «still there» is said of nobody.
    const look: Look = sight.kind === 'still' ? { kind: 'fault', status: 'module-hung', detail: 'busy' } : sight
    const seen = look.kind === 'tokens' && look.tokens.length > 0
    if (seen || turn >= 2 || performance.now() > end) return look
    await delay(300)
  }
}

async function signWith(
  reader: CardReader,
  look: Look,
  now: number,
  askPin: () => Promise<Uint8Array | null>,
): Promise<Signature> {
  const refused = (problem: string): Signature => ({ status: 'refused', problem, ms: null })
  const card = look.kind === 'tokens' ? chooseCard(look.tokens, now, null) : null
  const blocked = card ? obstacle(card.status) : 'card-absent'
  if (blocked || !card?.auth) return refused(blocked ?? 'card-absent')
  if (card.token.tries === 'final') return refused('pin-final-try')
  const pin = card.token.pinPad ? new Uint8Array() : await askPin()
  if (pin === null) return NOT_ASKED
  const target = { slot: card.token.slot, insertion: card.token.insertion, keyId: card.auth.stored.id }
  const opened = await reader.login(target, card.token.pinPad ? null : pin, false)
  pin.fill(0)
  if (!opened.ok) return refused(opened.error.kind)
  const signature = await proveSigning(card.auth.stored.der, data => reader.sign(target, data))
  await reader.logout()
  return signature
}
