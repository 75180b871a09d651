/**
 * `npm run card -- diagnose [--settings FILE] [--module FILE] [--sign] [--names] [--json] [--report FILE]`: module, readers, cards, certificates,
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
         [--report FICHIER]   écrit aussi le rapport dans ce fichier, et le même pour une machine dans FICHIER.json
  Code de sortie : 0 tout va bien, 1 quelque chose ne va pas, 2 commande ou réglages refusés, 3 rapport non écrit.`

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
        report: { type: 'string' },
      },
      allowPositionals: true,
    })
  } catch (error) {
    return fail(`${error.message}\n${USAGE}`)
  }
}

const { values, positionals } = parse()
if (positionals.join() !== 'diagnose') fail(USAGE)
await ensureSetup({ card: true })
const { askPinOnTerminal, runCardDiagnosis } = await import('../src/core/card/index.ts')
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
  ...(values.report === undefined ? {} : { reportFile: resolved(values.report) }),
  json: values.json,
  names: values.names,
  module: resolved(values.module),
  ...(values.sign ? { askPin: askPinOnTerminal } : {}),
  say: text => void process.stdout.write(text),
  log: silentLog,
})
