/** `key`, `build`, `verify` and `take`: the signed directory of a site. Each answers the exit code. */
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isForceable } from '../guard.ts'
import { previousName } from '../replace.ts'
import { buildSnapshot, type Manifest, manifestName, takeFromShare, verifySnapshot } from '../snapshot/index.ts'
import type { Voice } from './import.ts'
import { day, explain, lasted, megabytes, some } from './words.ts'

export function makeKey(folder: string, { say, complain }: Voice): number {
  const secret = path.join(folder, 'annuaire-cle-privee.pem')
  const open = path.join(folder, 'annuaire-cle-publique.pem')
  if (existsSync(secret)) {
    complain(`« ${secret} » existe déjà : elle est gardée.`)
    return 1
  }
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(secret, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
    writeFileSync(open, publicKey.export({ type: 'spki', format: 'pem' }))
  } catch (error) {
    complain(`Les clés ne peuvent pas être écrites (${(error as NodeJS.ErrnoException).code}).`)
    return 1
  }
  say(`Privée     ${secret} (à garder là où l’annuaire est fait)`)
  say(`Publique   ${open} (à mettre sur les postes)`)
  return 0
}

/** `since`: the directory that desks have; without, the generation before the one in place, when it is there. */
export async function runBuild(
  { database, into, key, since }: { database: string; into: string; key: string; since: string | undefined },
  voice: Voice,
): Promise<number> {
  const privateKey = readKey(key, voice)
  if (privateKey === null) return 1
  const started = performance.now()
  const before = previousName(database)
  const base = since ?? (existsSync(before) ? before : undefined)
  const result = await buildSnapshot({ database, into, privateKey, base })
  if (!result.ok) {
    voice.complain(`Rien n’a été fait : ${explain(result.error)}`)
    return 1
  }
  const { manifest, bytes, delta } = result.value
  tell(manifest, voice)
  voice.say(`Taille     ${megabytes(bytes)}, ${megabytes(manifest.bytes)} une fois en place`)
  if (delta)
    voice.say(
      `Différence ${megabytes(delta.bytes)} pour les postes qui ont le contenu du ${day(delta.contentDate)} (${delta.file})`,
    )
  else voice.say('Différence aucune : pas d’annuaire précédent, ou elle ne serait pas plus petite')
  voice.say(`Durée      ${lasted(performance.now() - started)}`)
  voice.say(`Fichiers   ${into} et ${path.basename(manifestName(into))}, à publier ensemble, la différence avec eux`)
  return 0
}

export async function runVerify(
  { from, key, database }: { from: string; key: string; database: string | undefined },
  voice: Voice,
): Promise<number> {
  const publicKey = readKey(key, voice)
  if (publicKey === null) return 1
  const result = await verifySnapshot({ file: from, publicKey, database })
  if (!result.ok) {
    voice.complain(`Refusé : ${explain(result.error)}`)
    return 1
  }
  tell(result.value, voice)
  voice.say('Signature  vérifiée, contenu tel que signé')
  return 0
}

export async function runTake(
  { from, key, into, force }: { from: string; key: string; into: string; force: boolean },
  voice: Voice,
): Promise<number> {
  const publicKey = readKey(key, voice)
  if (publicKey === null) return 1
  const result = await takeFromShare({ file: from, publicKey, database: into, force })
  if (!result.ok) {
    voice.complain(`Refusé : ${explain(result.error)}`)
    voice.complain('L’annuaire en place, s’il y en avait un, est resté tel quel.')
    if (isForceable(result.error.kind)) voice.complain('Si c’est voulu : relancer avec --force.')
    return 1
  }
  tell(result.value, voice)
  if (result.value.format === 2) voice.say('Pris       par la seule différence avec l’annuaire qui était en place')
  voice.say(`En place   ${into}`)
  return 0
}

function readKey(file: string, { complain }: Voice): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    complain(`La clé « ${file} » ne peut pas être lue (${(error as NodeJS.ErrnoException).code}).`)
    return null
  }
}

function tell(manifest: Manifest, { say }: Voice): void {
  say(`Contenu    du ${day(manifest.contentDate)}`)
  say(`Annuaire   ${some(manifest.activities, 'activité')} de ${some(manifest.people, 'personne')}`)
}
