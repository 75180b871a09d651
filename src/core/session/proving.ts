/**
 * From a card whose PIN is open to a person who is proven: nonce, signature, the service's word. When the service does not
 * answer and the site allows it, the same checks on this desk.
 */
import { randomBytes } from 'node:crypto'
import { ok, problem, type Result } from '../../shared/contract/kit.ts'
import type { SessionState, SIGN_IN_PROBLEMS } from '../../shared/contract/session.ts'
import type { CardProblem, OpenedCard } from '../card/index.ts'
import type { Clock } from '../ports.ts'
import type { Word } from './people.ts'
import { makeProof } from './proof.ts'
import type { Opened, SignInServer } from './server.ts'

type SignInProblem = (typeof SIGN_IN_PROBLEMS)[number]
type Step = NonNullable<SessionState['step']>

/** A card and the hand that signs with it. */
export interface SigningCard extends OpenedCard {
  sign(data: Uint8Array): Promise<Result<Uint8Array, CardProblem>>
}

export interface Proven {
  word: Word
  /** Null in degraded mode. */
  token: Pick<Opened, 'accessToken' | 'expiresIn'> | null
}

/** Checks on this desk what the service would have checked; null: it cannot be done here. */
export type ProveHere = (card: SigningCard, nonce: string, proof: string) => Promise<Result<Word, SignInProblem>> | null

export interface Proving {
  prove(card: SigningCard, step: (step: Step) => void): Promise<Result<Proven, SignInProblem>>
  /** The service alone, for what needs its token. */
  renew(card: SigningCard): Promise<Result<Opened, SignInProblem>>
}

export function createProving(deps: {
  server: SignInServer
  workstation: string
  audience: string
  clock: Clock
  here: ProveHere
}): Proving {
  const { server, workstation, audience, clock } = deps

  const sign = (card: SigningCard, nonce: string) => {
    const claims = { nonce, aud: audience, iat: Math.floor(clock.now() / 1000), workstation }
    return makeProof(claims, [card.certificate, ...card.chain], data => card.sign(data))
  }

  const ask = async (card: SigningCard, step: (step: Step) => void): Promise<Result<Opened, SignInProblem>> => {
    step('challenge')
    const challenge = await server.challenge(workstation)
    if (!challenge.ok) return challenge
    step('signature')
    const proof = await sign(card, challenge.value.nonce)
    if (!proof.ok) return proof
    step('server')
    return server.open(proof.value)
  }

  return {
    renew: card => ask(card, () => {}),
    async prove(card, step) {
      const opened = await ask(card, step)
      if (opened.ok) return ok({ word: opened.value.operator, token: opened.value })
      // Only silence leads to the desk's own checks: an answer that is refused or not understood is a no.
      if (opened.error.kind !== 'server-unreachable') return opened
      const nonce = randomBytes(32).toString('base64url')
      const proof = await sign(card, nonce)
      if (!proof.ok) return proof
      step('local')
      const checked = deps.here(card, nonce, proof.value)
      if (checked === null) return opened
      const word = await checked
      return word.ok ? ok({ word: word.value, token: null }) : problem(word.error.kind, word.error.params)
    },
  }
}
