/**
 * `npm run journal -- verify FILE|FOLDER` finds every line altered, removed, moved or cut off; exit code 1 when there is
 * one. `npm run journal -- export FOLDER [--to FILE.csv]` writes the acts for whoever has to read them.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { requireNode } from './guard.mjs'

requireNode()

const USAGE = `Emploi :
  npm run journal -- verify FICHIER|DOSSIER [--key "EMPREINTE"]   vérifie un fichier, un journal entier ou celui d’un profil
  npm run journal -- export DOSSIER [--to FICHIER.csv]            écrit les actes, un par ligne`

const WORDS = {
  altered: () => 'ligne modifiée, ou qui n’a pas été signée par ce poste',
  removed: n => (n === null ? 'des lignes manquent avant celle-ci' : `${n} ligne(s) supprimée(s) juste avant`),
  moved: () => 'ligne déplacée ou répétée',
  chain: () => 'ne suit pas la ligne qui la précède',
  torn: n => `ligne inachevée (${n} octets) : coupure pendant l’écriture, ou fichier tronqué`,
  truncated: n => `la fin manque : ${n} ligne(s) coupée(s)`,
  'head-missing': () => 'absent : la fin du journal ne peut pas être prouvée',
  'head-altered': () => 'modifié : la fin du journal ne peut pas être prouvée',
  'start-missing': n => `les fichiers 1 à ${n} manquent, et aucune ligne signée n’en dit l’effacement`,
  'other-key': key => `signé par une autre clé (${key})`,
  'no-key': () => 'la première ligne ne porte pas de clé lisible : rien ne peut être vérifié',
  told: why => `la console avait elle-même trouvé le journal abîmé à cet endroit (${why})`,
}

function fail(message, code = 2) {
  console.error(message)
  process.exit(code)
}

function parse() {
  try {
    return parseArgs({ options: { to: { type: 'string' }, key: { type: 'string' } }, allowPositionals: true })
  } catch (error) {
    return fail(`${error.message}\n${USAGE}`)
  }
}

const { values, positionals } = parse()
const [command, target] = positionals
if (!target || !['verify', 'export'].includes(command)) fail(USAGE)
const { journalDir, verifyJournal } = await import('../src/core/activity/verify.ts')

const acts = []
let checked
try {
  checked = verifyJournal(journalDir(target), line => acts.push(line))
} catch (error) {
  fail(`« ${target} » ne peut pas être lu (${error.code ?? error.message}).`)
}
if (checked.files === 0) fail(`Aucun fichier de journal dans « ${target} ».`)
const { findings, fingerprint } = checked
const plain = text => (text ?? '').replaceAll(/\s/g, '').toLowerCase()
const strange = values.key !== undefined && plain(values.key) !== plain(fingerprint)

if (command === 'verify') {
  console.log(
    `Journal    ${checked.files} fichier(s), ${checked.lines} ligne(s), du ${checked.from ?? '?'} au ${checked.to ?? '?'}`,
  )
  console.log(
    `Clé        ${fingerprint ?? 'aucune'}${values.key === undefined ? ' (à comparer à celle notée à l’installation du poste)' : ''}`,
  )
  for (const { file, line, kind, detail } of findings) {
    console.log(`  ${line === 0 ? file : `${file}, ligne ${line}`} : ${WORDS[kind](detail)}.`)
  }
  if (strange) console.log('  Ce n’est pas la clé attendue : ce journal a pu être réécrit tout entier.')
  const wrong = findings.length + (strange ? 1 : 0)
  console.log(wrong === 0 ? 'Intact.' : `${wrong} anomalie(s).`)
} else {
  const cell = value => {
    const text = value === null || value === undefined ? '' : String(value)
    // A cell that begins like a formula is one to some spreadsheets.
    return `"${(/^[=+\-@]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
  }
  const columns = [
    'n',
    'at',
    'desk',
    'who',
    'role',
    'what',
    'result',
    'reason',
    'professional',
    'source',
    'slot',
    'orientation',
    'facts',
  ]
  const rows = acts.map(act =>
    columns.map(name => cell(name === 'facts' ? act.facts && JSON.stringify(act.facts) : act[name])).join(';'),
  )
  // The mark at the beginning is for spreadsheets: without it they read UTF-8 as Windows-1252.
  const text = `\ufeff${[columns.join(';'), ...rows].join('\r\n')}\r\n`
  if (values.to) writeFileSync(values.to, text, { mode: 0o600 })
  else process.stdout.write(text)
  console.error(
    `${rows.length} acte(s) exporté(s)${findings.length > 0 ? ` ; journal abîmé, ${findings.length} anomalie(s) : lancer « verify »` : ''}.`,
  )
}
process.exitCode = findings.length > 0 || strange ? 1 : 0
