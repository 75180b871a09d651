/**
 * Lays out cards in SoftHSM2, a PKCS#11 module in software, with the labels and identifiers of a CPS. The module is
 * driven from a process of its own: loading a library and its configuration is for the life of a process.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { IssuedCard } from './issue.ts'

const KNOWN_PLACES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm2.so',
  '/usr/lib64/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
]

/** The SoftHSM2 library: environment variable `RELAIS_SOFTHSM`, else the known places; null where there is none. */
export function findSoftHsm(env: NodeJS.ProcessEnv = process.env): string | null {
  const named = env['RELAIS_SOFTHSM']
  if (named) return existsSync(named) ? named : null
  return KNOWN_PLACES.find(place => existsSync(place)) ?? null
}

export interface ProvisionedToken {
  card: IssuedCard
  /** Label of the token, at most 32 bytes. */
  label: string
  pin: string
}

/**
 * Writes one token for each card under `dir`. Whoever loads `module` afterwards needs `SOFTHSM2_CONF=conf` in its
 * environment. Throws when there is no SoftHSM2 or when it refuses.
 */
export async function provisionSoftHsm(options: {
  dir: string
  cards: { card: IssuedCard; pin?: string }[]
}): Promise<{ module: string; conf: string; tokens: ProvisionedToken[] }> {
  const module = findSoftHsm()
  if (!module) throw new Error('SoftHSM2 introuvable : installer le paquet « softhsm2 » ou donner RELAIS_SOFTHSM.')
  const tokensDir = path.join(options.dir, 'tokens')
  const conf = path.join(options.dir, 'softhsm2.conf')
  await mkdir(tokensDir, { recursive: true })
  await writeFile(
    conf,
    `directories.tokendir = ${tokensDir}\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = true\n`,
  )
  const tokens = options.cards.map(({ card, pin = '1234' }) => ({
    card,
    label: `CARTE ${card.person.cardNumber} ${card.variant}`.slice(0, 32),
    pin,
  }))
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
  const work = tokens.map(({ card, label, pin }) => ({
    label,
    pin,
    objects: card.objects.map(object => ({ ...object, certificate: hex(object.certificate), key: hex(object.key) })),
  }))
  await runWriter({ module, tokens: work }, conf)
  return { module, conf, tokens }
}

/** The work goes in by standard input: PINs and keys are on no command line and in no file. */
function runWriter(work: unknown, conf: string): Promise<void> {
  const script = fileURLToPath(new URL('./softhsm.process.ts', import.meta.url))
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script], {
      env: { ...process.env, SOFTHSM2_CONF: conf },
      stdio: ['pipe', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', chunk => {
      said = `${said}${chunk}`.slice(-2_000)
    })
    child.once('error', reject)
    child.once('close', code => {
      if (code === 0) resolve()
      else reject(new Error(`SoftHSM2 : écriture des cartes impossible (${code}) ${said}`))
    })
    child.stdin.end(JSON.stringify(work))
  })
}
