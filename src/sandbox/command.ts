/** The command line of the practice platform. Prints where it is, and what a console needs to reach it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { createAddresses } from './addresses/index.ts'
import { createAnnuaire } from './annuaire/index.ts'
import type { Platform, PlatformOptions } from './platform/platform.ts'
import { writeFiness, writeRosters, writeTerritory } from './platform/territory-file.ts'
import { createTerritory } from './territory/index.ts'

const HELP = `Bac à sable : une plateforme nationale fictive pour l’exercice.

  --port N               port du serveur FHIR (0 : un port libre)
  --page-port N          port des pages des éditeurs simulés (0 : un port libre)
  --seed N               graine : même graine, même monde (1)
  --rows N               taille du territoire, en lignes RPPS (5000)
  --dir DOSSIER          dossier de travail, gardé ; sinon temporaire, supprimé à la fin
  --write-territory DIR  écrit le territoire au format RPPS ; seul (avec --seed et --rows), s’arrête ensuite
  --open-booking         accepte les réservations sans session
  --json                 une ligne JSON quand tout est prêt
  --with-parent          s’arrête quand l’entrée standard ou le lien avec le parent se ferme
`

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string' },
        'page-port': { type: 'string' },
        seed: { type: 'string', default: '1' },
        rows: { type: 'string', default: '5000' },
        dir: { type: 'string' },
        'write-territory': { type: 'string' },
        'open-booking': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        'with-parent': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    return values
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    const option = /'([^']+)'/.exec(message)?.[1] ?? ''
    const what = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? 'Option inconnue' : 'Option mal employée'
    return fail(`${what} : ${option}\n\n${HELP}`)
  }
}

function fail(message: string): never {
  console.error(message)
  process.exit(2)
}

/** A whole number within bounds, or a clear end. */
function wholeNumber(name: string, text: string | undefined, low: number, high: number): number {
  const value = Number(text ?? '0')
  if (text?.trim() === '' || !Number.isInteger(value) || value < low || value > high)
    fail(`--${name} : un nombre entier de ${low} à ${high} est attendu, reçu « ${text} ».`)
  return value
}

/** Runs until it is told to stop. `create`: the platform, with or without an instructor. */
export async function runSandbox(create: (options: PlatformOptions) => Promise<Platform>): Promise<void> {
  const values = readArguments()
  if (values.help) {
    console.log(HELP)
    process.exit(0)
  }
  const port = wholeNumber('port', values.port, 0, 65_535)
  const pagePort = wholeNumber('page-port', values['page-port'], 0, 65_535)
  const seed = wholeNumber('seed', values.seed, 0, 2_147_483_647)
  const rows = wholeNumber('rows', values.rows, 1, 5_000_000)

  const territory = createTerritory({ seed, rows })
  if (values['write-territory'] !== undefined) {
    const file = await writeTerritory(territory, values['write-territory'])
    const { structures, activities } = await writeFiness(territory, values['write-territory'])
    const alone =
      values.port === undefined &&
      values['page-port'] === undefined &&
      values.dir === undefined &&
      !values.json &&
      !values['with-parent']
    if (alone) {
      console.log(`Territoire écrit : ${file} (${rows} lignes, graine ${seed}).`)
      console.log(`Établissements : ${structures}, ${activities}.`)
      process.exit(0)
    }
  }

  const dir =
    values.dir === undefined ? mkdtempSync(path.join(tmpdir(), 'relais-bac-a-sable-')) : path.resolve(values.dir)
  /** Last thing done, whatever happens: `process.exit` runs it too. */
  process.once('exit', () => {
    if (values.dir === undefined) rmSync(dir, { recursive: true, force: true })
  })

  const sandbox = await create({ dir, port, pagePort, territory, openBooking: values['open-booking'] }).catch(
    (error: unknown) => {
      const { code } = error as { code?: string }
      return fail(
        code === 'EADDRINUSE'
          ? 'Le port demandé est déjà pris : en choisir un autre, ou aucun.'
          : `Le bac à sable n’a pas démarré (${code ?? (error instanceof Error ? error.message : 'cause inconnue')}).`,
      )
    },
  )

  const annuaire = await createAnnuaire(territory)

  const addresses = await createAddresses(territory)
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await annuaire.close()
    await addresses.close()
    await sandbox.close()
    process.exit(0)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  if (values['with-parent']) {
    process.stdin.resume()
    process.stdin.on('end', stop)
    process.stdin.on('close', stop)
    process.on('disconnect', stop)
  }

  const territoryFile = await writeTerritory(territory, path.join(dir, 'territoire'))
  const finess = await writeFiness(territory, path.join(dir, 'territoire'))
  const rosters = writeRosters(territory, path.join(dir, 'territoire'))
  const annuaireKey = path.join(dir, 'cle-annuaire.txt')
  writeFileSync(annuaireKey, annuaire.key, { mode: 0o600 })
  const { base, pageBase, pki, signIn, cards, sources } = sandbox
  if (values.json) {
    console.log(
      JSON.stringify({
        base,
        pageBase,
        ca: pki.caFile,
        certificate: pki.clientCertificateFile,
        key: pki.clientKeyFile,
        signIn: { url: signIn.url, audience: signIn.audience },
        psc: { url: sandbox.psc.url, pages: sandbox.psc.pages },
        sources,
        practiceCard: cards.practiceCard,
        trust: { roots: [cards.rootsFile], intermediates: [cards.intermediatesFile], crls: cards.crlFiles },
        territory: territoryFile,
        finess,
        rosters,
        annuaire: { url: annuaire.url, keyFile: annuaireKey },
        geocoding: { url: addresses.url },
        contentDate: territory.contentDate,
        seed,
        rows,
      }),
    )
  } else {
    console.log(`Bac à sable prêt : tout y est fictif.

  Adresse de base (FHIR)    ${base}
  Sources                   ${sources.map(source => source.id).join(', ')}
                            ${sandbox.origin}/vendors/<source>/fhir
  Pages des éditeurs        ${pageBase}
  Fichier de l’autorité     ${pki.caFile}
  Certificat client         ${pki.clientCertificateFile}
  Clé du certificat client  ${pki.clientKeyFile}
  Ouverture de session      ${signIn.url} (destinataire ${signIn.audience})
  Carte d’exercice          ${cards.practiceCard.file} (code ${cards.practiceCard.pin})
  Territoire                ${territoryFile}

Arrêt : Ctrl+C.`)
  }
}
