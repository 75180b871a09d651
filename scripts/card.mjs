/**
 * `npm run card -- diagnose [--settings FILE] [--module FILE] [--sign] [--names] [--json]`: module, readers, cards, certificates,
 * trust, clock, and with `--sign` a challenge that the card signs. For IT; says nothing of whose card it is unless asked.
 */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { requireNode } from './guard.mjs'
import { ensureSetup } from './setup.mjs'

requireNode()

const USAGE = `Emploi :
  npm run card -- diagnose [--settings FICHIER] [--profile DOSSIER]   regarde le module, les lecteurs, les cartes, la confiance, l’horloge
         [--module FICHIER]   un autre module que celui des réglages
         [--sign]             demande le code et fait signer un défi à la carte
         [--names]            dit aussi le nom des porteurs (rien de personnel sinon)
         [--json]             pour une machine
  Code de sortie : 0 tout va bien, 1 quelque chose ne va pas, 2 commande ou réglages refusés.`

function fail(message, code = 2) {
  console.error(message)
  process.exit(code)
}

function parse() {
  try {
    return parseArgs({
      options: {
        settings: { type: 'string' },
        profile: { type: 'string' },
        module: { type: 'string' },
        sign: { type: 'boolean', default: false },
        names: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    })
  } catch (error) {
    return fail(`${error.message}\n${USAGE}`)
  }
}

/** Four digits typed without showing them; null: given up. A PIN given by a pipe is taken too: an automaton has no keyboard. */
function askPin() {
  const input = process.stdin
  process.stderr.write('Code porteur (rien ne s’affiche ; Entrée seule pour ne pas signer) : ')
  if (input.isTTY) input.setRawMode(true)
  const digits = []
  return new Promise(resolve => {
    const end = answer => {
      input.off('data', hear)
      input.off('end', finish)
      if (input.isTTY) input.setRawMode(false)
      input.pause()
      process.stderr.write('\n')
      resolve(answer)
    }
    const finish = () => end(digits.length === 4 ? Uint8Array.from(digits.splice(0)) : null)
    const hear = chunk => {
      for (const byte of chunk) {
        if (byte === 0x03 || byte === 0x0a || byte === 0x0d) {
          chunk.fill(0)
          return byte === 0x03 ? end(null) : finish()
        }
        if (byte === 0x7f || byte === 0x08) digits.pop()
        else if (byte >= 0x30 && byte <= 0x39 && digits.length < 5) digits.push(byte)
      }
      chunk.fill(0)
    }
    input.on('data', hear)
    input.once('end', finish)
  })
}

const { values, positionals } = parse()
if (positionals.join() !== 'diagnose') fail(USAGE)
await ensureSetup({ card: true })
const { runCardDiagnosis } = await import('../src/core/card/index.ts')
const { defaultProfileDir } = await import('../src/core/profile-path.ts')
const { sourceEntry } = await import('../src/core/entries.ts')
const { forkProcesses } = await import('../src/core/fork.ts')
const { silentLog } = await import('../src/core/ports.ts')
const resolved = file => (file === undefined ? null : path.resolve(file))
process.exitCode = await runCardDiagnosis({
  settingsFile: resolved(values.settings),
  profileDir: resolved(values.profile) ?? defaultProfileDir(),
  version: '',
  startProcess: forkProcesses(sourceEntry),
  json: values.json,
  names: values.names,
  module: resolved(values.module),
  ...(values.sign ? { askPin } : {}),
  say: text => void process.stdout.write(text),
  log: silentLog,
})
