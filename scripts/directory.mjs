/**
 * `npm run directory -- import --rpps FILE --into DB` builds a directory from a register file: the way of IT staff, and the
 * way to load real files. `npm run directory -- search "TEXT" --in DB` asks it.
 */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { requireNode } from './guard.mjs'

requireNode()

const USAGE = `Usage :
  npm run directory -- import --rpps FICHIER --into BASE    construit l’annuaire à partir d’un fichier RPPS « Personne_activite »
         [--structures FICHIER [--activities FICHIER]]    avec les établissements de FINESS+ (JSON, gzip ou non) ; l’ancien CSV, arrêté, est lu aussi
         [--skills FICHIER]    avec le fichier « SavoirFaire »
         [--force]    même si les contrôles le refusent (contenu plus ancien, lignes ou communes perdues)
  npm run directory -- return --into BASE    revient à l’annuaire d’avant le dernier import ; refait, y retourne
  npm run directory -- key --into DOSSIER    fait une paire de clés : la privée signe, la publique va sur les postes
  npm run directory -- build --in BASE --into INSTANTANE --key CLE_PRIVEE    fait l’annuaire signé et comprimé d’un site
  npm run directory -- verify --from INSTANTANE --key CLE_PUBLIQUE    le lit jusqu’au bout et dit s’il est tel que signé
  npm run directory -- take --from INSTANTANE --key CLE_PUBLIQUE --into BASE [--force]    le vérifie et le met en place
  npm run directory -- search "TEXTE" --in BASE [--near INSEE] [--limit N]    interroge un annuaire`

const TOLD_REFUSALS = 20

const GUARDS = new Set(['file-truncated', 'content-older', 'rows-fallen', 'structures-fallen', 'communes-lost'])

const REASONS = {
  columns: 'nombre de colonnes inattendu',
  'not-utf8': 'texte qui n’est pas en UTF-8',
  'too-long': 'ligne démesurée',
  identifier: 'identifiant national absent ou illisible',
  name: 'nom absent',
  unreadable: 'élément illisible',
  skill: 'code de savoir-faire illisible',
  'person-unknown': 'personne absente du fichier des activités',
  'structure-unknown': 'établissement absent ou fermé',
  position: 'coordonnées hors de la commune',
  closed: 'établissement fermé',
  stopped: 'activité arrêtée',
  other: 'autorisation sans rapport avec l’orientation',
}

const PROBLEMS = {
  'file-unreadable': ({ file, code }) => `le fichier « ${file} » ne peut pas être lu (${code}).`,
  'not-utf8': () => 'le fichier n’est pas en UTF-8 ; le reprendre à la source, sans passer par un tableur.',
  'column-missing': ({ columns }) =>
    `colonne absente : ${columns}. Ce n’est pas un fichier « Personne_activite », ou son format a changé.`,
  'not-finess': ({ file }) =>
    `« ${file} » n’est pas un fichier FINESS+ (pas de liste « pmej ») ni l’ancien fichier FINESS.`,
  'file-damaged': ({ file, code }) => `« ${file} » est abîmé (${code}) : reprendre la copie.`,
  'no-rows': ({ read, refused }) => `aucune ligne utilisable (${count(read)} lues, ${count(refused)} refusées).`,
  'file-truncated': ({ kept, before }) =>
    `le fichier s’arrête au milieu d’une ligne et n’apporte que ${count(kept)} activités ; l’annuaire en place en a ${count(before)}. Reprendre la copie du fichier.`,
  'content-older': ({ content, before }) =>
    `son contenu est du ${day(content)}, celui de l’annuaire en place du ${day(before)}. Reprendre le dernier fichier publié.`,
  'rows-fallen': ({ kept, before }) =>
    `il n’apporte que ${count(kept)} activités ; l’annuaire en place en a ${count(before)}. Vérifier que le fichier est entier.`,
  'communes-lost': ({ percent, before }) =>
    `${percent} % des lieux y sont sans commune, contre ${before} % dans l’annuaire en place. Vérifier les colonnes d’adresse.`,
  'key-unreadable': () => 'la clé n’est pas une clé Ed25519 lisible (fichier PEM).',
  'directory-unreadable': ({ code }) => `l’annuaire de départ ne peut pas être lu (${code}).`,
  'snapshot-unreadable': ({ code }) => `le fichier n’est pas un annuaire signé lisible (${code}).`,
  'snapshot-version': () => 'il est fait par une autre version de Relais : le refaire avec celle des postes.',
  'signature-wrong': () => 'la signature n’est pas celle du site : fichier d’une autre origine, ou changé depuis.',
  'snapshot-truncated': () => 'le fichier est incomplet : reprendre la copie.',
  'snapshot-altered': () => 'le contenu n’est pas celui qui a été signé : reprendre la copie.',
  'structures-fallen': ({ kept, before }) =>
    `il n’apporte que ${count(kept)} établissements ; l’annuaire en place en a ${count(before)}. Vérifier que le fichier est entier.`,
  'writer-failed': ({ code }) => `l’import s’est arrêté de lui-même (${code}).`,
  'no-previous': () => 'il n’y a pas d’annuaire précédent lisible.',
  disk: ({ code }) => `l’annuaire ne peut pas être écrit (${code}) : place libre et droits du dossier à vérifier.`,
  'switch-failed': ({ code }) =>
    `le nouvel annuaire ne peut pas prendre la place de l’ancien (${code}) : fermer la console qui s’en sert, puis relancer.`,
}

const PHASES = {
  structures: 'Établissements',
  activities: 'Autorisations',
  reading: 'Lecture',
  indexing: 'Index',
}

const day = date => date.split('-').reverse().join('/')
const some = (number, word) => `${count(number)} ${word}${number > 1 ? 's' : ''}`
const count = number => number.toLocaleString('fr-FR')

function fail(message, code = 1) {
  console.error(message)
  process.exit(code)
}

function parse(options) {
  try {
    return parseArgs({ options, allowPositionals: true })
  } catch (error) {
    return fail(`${error.message}\n${USAGE}`, 2)
  }
}

const { values, positionals } = parse({
  rpps: { type: 'string' },
  structures: { type: 'string' },
  activities: { type: 'string' },
  skills: { type: 'string' },
  into: { type: 'string' },
  in: { type: 'string' },
  near: { type: 'string' },
  limit: { type: 'string', default: '10' },
  from: { type: 'string' },
  key: { type: 'string' },
  force: { type: 'boolean', default: false },
})
const [command, ...words] = positionals
if (command === 'import' && values.rpps && values.into) await runImport(values.rpps, values.into)
else if (command === 'key' && values.into) await makeKey(values.into)
else if (command === 'build' && values.in && values.into && values.key) await runBuild(values)
else if (command === 'verify' && values.from && values.key) await runVerify(values)
else if (command === 'take' && values.from && values.key && values.into) await runTake(values)
else if (command === 'return' && values.into) await runReturn(values.into)
else if (command === 'search' && values.in && words.length > 0) await runSearch(words.join(' '), values.in)
else fail(USAGE, 2)

async function runImport(rpps, into) {
  const { importFiles } = await import('../src/core/directory/index.ts')
  const { sourceEntry } = await import('../src/core/entries.ts')
  const folder = path.dirname(path.resolve(into))
  if (!existsSync(folder)) fail(`Le dossier « ${folder} » n’existe pas.`)
  let shown = 0
  const started = performance.now()
  const result = await importFiles({
    files: { rpps, structures: values.structures, activities: values.activities, skills: values.skills },
    database: into,
    entry: sourceEntry('directory-writer'),
    parser: sourceEntry('directory-parser'),
    force: values.force,
    onProgress: ({ phase, rows, bytes, totalBytes }) => {
      if (!process.stderr.isTTY || performance.now() - shown < 200) return
      shown = performance.now()
      const share = totalBytes > 0 ? Math.floor((100 * bytes) / totalBytes) : 0
      const seconds = (shown - started) / 1000
      const rate = count(Math.round(rows / Math.max(seconds, 0.1)))
      const left = bytes > 0 ? Math.ceil((seconds * (totalBytes - bytes)) / bytes) : 0
      const pace = phase === 'reading' ? `, ${rate} lignes par seconde, lecture finie dans ${count(left)} s` : ''
      process.stderr.write(`\r${PHASES[phase]} : ${count(rows)} lignes, ${share} %${pace}   `)
    },
  })
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  if (!result.ok) {
    const forced = GUARDS.has(result.error.kind) ? '\nSi c’est voulu : relancer avec --force.' : ''
    fail(
      `Import refusé : ${explain(result.error)}\nL’annuaire en place, s’il y en avait un, est resté tel quel.${forced}`,
    )
  }
  const report = result.value
  console.log(`Fichier    ${report.file}, contenu du ${day(report.contentDate)}`)
  console.log(`Lus        ${count(report.read)} lignes`)
  console.log(`Gardés     ${count(report.kept)} activités de ${count(report.people)} personnes`)
  console.log(`Fusionnés  ${count(report.merged)} lignes qui redisent une activité`)
  tellRefused(report)
  const finess = report.sources.filter(source => source.name !== 'rpps')
  if (finess.length > 0)
    console.log(
      `FINESS     ${count(report.structures)} établissements, ${count(report.recovered)} activités y retrouvent leur adresse`,
    )
  for (const source of finess) {
    console.log(`${source.file}, contenu du ${day(source.contentDate)}`)
    console.log(`  lus ${count(source.read)}, gardés ${count(source.kept)}, fusionnés ${count(source.merged)}`)
    tellRefused(source)
    if (source.frozen)
      console.log(
        '  Format arrêté par son éditeur, dernière extraction en mai 2026 : passer au fichier FINESS+ « structures ».',
      )
  }
  if (report.truncated)
    console.log('Attention  le fichier s’arrête au milieu d’une ligne : la copie est sans doute incomplète.')
  const rate = Math.round(report.read / Math.max(report.seconds, 0.001))
  console.log(`Durée      ${report.seconds.toFixed(1).replace('.', ',')} s (${count(rate)} lignes par seconde)`)
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(`Mémoire    ${count(megabytes)} Mo au plus`)
  console.log(`Annuaire   ${into} (${count(Math.round(statSync(into).size / 1e6))} Mo)`)
}

function tellRefused({ refused, reasons, refusals }) {
  console.log(`Refusés    ${count(refused)} lignes`)
  for (const { line, reason } of refusals.slice(0, TOLD_REFUSALS))
    console.log(`  ligne ${line} : ${REASONS[reason] ?? reason}`)
  const untold = refused - Math.min(refusals.length, TOLD_REFUSALS)
  if (untold === 0) return
  const all = Object.entries(reasons).map(([reason, n]) => `${REASONS[reason] ?? reason} : ${count(n)}`)
  console.log(`  … et ${some(untold, 'autre')} (${all.join(' ; ')})`)
}

function explain({ kind, params }) {
  return (PROBLEMS[kind] ?? (() => `${kind}.`))(params)
}

function readKey(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    return fail(`La clé « ${file} » ne peut pas être lue (${error.code}).`)
  }
}

async function makeKey(folder) {
  const { generateKeyPairSync } = await import('node:crypto')
  const secret = path.join(folder, 'annuaire-cle-privee.pem')
  const open = path.join(folder, 'annuaire-cle-publique.pem')
  if (existsSync(secret)) fail(`« ${secret} » existe déjà : elle est gardée.`)
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  try {
    writeFileSync(secret, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
    writeFileSync(open, publicKey.export({ type: 'spki', format: 'pem' }))
  } catch (error) {
    fail(`Les clés ne peuvent pas être écrites (${error.code}).`)
  }
  console.log(`Privée     ${secret} (à garder là où l’annuaire est fait)`)
  console.log(`Publique   ${open} (à mettre sur les postes)`)
}

function tell(manifest) {
  console.log(`Contenu    du ${day(manifest.contentDate)}`)
  console.log(`Annuaire   ${some(manifest.activities, 'activité')} de ${some(manifest.people, 'personne')}`)
}

async function runBuild({ in: database, into, key }) {
  const { buildSnapshot } = await import('../src/core/directory/snapshot.ts')
  const started = performance.now()
  const result = await buildSnapshot({ database, into, privateKey: readKey(key) })
  if (!result.ok) fail(`Rien n’a été fait : ${explain(result.error)}`)
  tell(result.value)
  const { size } = statSync(into)
  const megabytes = bytes => (bytes / 1e6).toLocaleString('fr-FR', { maximumFractionDigits: 1 })
  console.log(`Taille     ${megabytes(size)} Mo, ${megabytes(result.value.bytes)} Mo une fois en place`)
  console.log(`Durée      ${((performance.now() - started) / 1000).toFixed(1).replace('.', ',')} s`)
  console.log(`Fichier    ${into}`)
}

async function runVerify({ from, key }) {
  const { verifySnapshot } = await import('../src/core/directory/snapshot.ts')
  const result = await verifySnapshot({ file: from, publicKey: readKey(key) })
  if (!result.ok) fail(`Refusé : ${explain(result.error)}`)
  tell(result.value)
  console.log('Signature  vérifiée, contenu tel que signé')
}

async function runTake({ from, key, into, force }) {
  const { takeSnapshot } = await import('../src/core/directory/snapshot.ts')
  const result = await takeSnapshot({ file: from, publicKey: readKey(key), database: into, force })
  if (!result.ok) {
    const forced = GUARDS.has(result.error.kind) ? '\nSi c’est voulu : relancer avec --force.' : ''
    fail(`Refusé : ${explain(result.error)}\nL’annuaire en place, s’il y en avait un, est resté tel quel.${forced}`)
  }
  tell(result.value)
  console.log(`En place   ${into}`)
}

async function runReturn(into) {
  const { switchBack } = await import('../src/core/directory/index.ts')
  const { openDirectory } = await import('../src/core/directory/store/open.ts')
  const result = switchBack(into)
  if (!result.ok) {
    fail(`Retour impossible : ${explain(result.error)}\nL’annuaire en place est resté tel quel.`)
  }
  const opened = openDirectory(into)
  if (opened.kind !== 'ready') fail(`« ${into} » n’est pas un annuaire lisible.`)
  console.log(`Annuaire   contenu du ${day(opened.facts.contentDate)}, ${some(opened.facts.activities, 'activité')}`)
  opened.db.close()
}

async function runSearch(text, database) {
  const { communeByInsee } = await import('../src/core/directory/geography.ts')
  const { openDirectory } = await import('../src/core/directory/store/open.ts')
  const { search } = await import('../src/core/directory/queries/search.ts')
  const opened = openDirectory(database)
  if (opened.kind === 'empty') fail(`Il n’y a pas d’annuaire à « ${database} » : l’importer d’abord.`)
  if (opened.kind === 'broken')
    fail(`« ${database} » n’est pas un annuaire lisible (${opened.detail}) : refaire l’import.`)
  const place = values.near ? communeByInsee(values.near) : undefined
  if (values.near && !place) fail(`« ${values.near} » n’est pas un code INSEE de commune connu.`)
  const limit = Math.min(200, Math.max(1, Number.parseInt(values.limit, 10) || 10))
  const started = performance.now()
  const where = { near: place?.position ?? null, departement: place?.departement ?? null }
  const { hits, more } = search(opened.db, { text, ...where, limit, needs: true })
  const ms = performance.now() - started
  for (const hit of hits) {
    const { activity } = hit
    const cells = [
      `${hit.approximate ? '≈ ' : ''}${hit.displayName}`,
      hit.speciality?.label ?? hit.profession.label,
      [activity?.address.join(', '), activity?.postalCode, activity?.city].filter(Boolean).join(' ') ||
        'adresse non publiée',
      activity?.phones.join(' · ') || 'sans téléphone',
      hit.distanceKm === null ? '' : `${hit.distanceKm.toLocaleString('fr-FR')} km`,
    ]
    console.log(cells.filter(Boolean).join(' | '))
  }
  const ending =
    hits.length === 0
      ? 'Personne ne répond à cette recherche'
      : `${count(hits.length)} réponse${hits.length > 1 ? 's' : ''}${more ? ' et d’autres' : ''}`
  console.log(`${ending} (${ms.toFixed(1).replace('.', ',')} ms, contenu du ${opened.facts.contentDate})`)
  opened.db.close()
}
