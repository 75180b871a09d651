/**
 * `npm run conformance -- --sandbox` or `-- --base URL …`: asks a server of slots the questions of the national guide and
 * prints a verdict for each requirement, as text, JSON or HTML. Exit code 1 when one is not met, 2 when it cannot be run.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { requireNode } from './guard.mjs'

requireNode()

const USAGE = `Usage :
  npm run conformance -- --sandbox [--fault SOURCE=PANNE]…   la plateforme d’exercice, saine ou en panne
  npm run conformance -- --base URL --ids ID,ID…             un serveur réel ou simulé
         [--kind professionals|cpts|sos]                     professionnels (défaut), CPTS, SOS Médecins
         [--client-cert FICHIER --client-key FICHIER]        certificat client (PEM) ; sans eux, le refus mTLS n’est pas vérifié
         [--ca FICHIER] [--token JETON]                      autorité (PEM), jeton de session
  [--format text|json|html] [--out FICHIER]                  texte par défaut, sur la sortie standard
Pannes : references, codes, times, json, html, closed, busy.`

const PANNES = {
  references: { kind: 'malformed', how: 'references' },
  codes: { kind: 'malformed', how: 'codes' },
  times: { kind: 'malformed', how: 'times' },
  json: { kind: 'malformed', how: 'json' },
  html: { kind: 'html' },
  closed: { kind: 'closed' },
  busy: { kind: 'status', status: 503 },
}

function stop(message) {
  console.error(message)
  process.exit(2)
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        sandbox: { type: 'boolean', default: false },
        fault: { type: 'string', multiple: true, default: [] },
        base: { type: 'string' },
        ids: { type: 'string' },
        kind: { type: 'string', default: 'professionals' },
        'client-cert': { type: 'string' },
        'client-key': { type: 'string' },
        ca: { type: 'string' },
        token: { type: 'string' },
        format: { type: 'string', default: 'text' },
        out: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    return values
  } catch {
    return stop(USAGE)
  }
}

const values = readArguments()
if (values.help) {
  console.log(USAGE)
  process.exit(0)
}
const writers = { text: 'asText', json: 'asJson', html: 'asHtml' }
if (!Object.hasOwn(writers, values.format) || values.sandbox === (values.base !== undefined)) stop(USAGE)
if ((values['client-cert'] === undefined) !== (values['client-key'] === undefined))
  stop('--client-cert et --client-key vont ensemble.')

const { createChecker, openGuide } = await import('../tests/conformance/checker/index.ts')
const { inspect } = await import('../tests/conformance/inspect.ts')
const reports = await import('../tests/conformance/report.ts')
const { openHttp } = await import('../src/core/http.ts')
const guide = openGuide()
if (!guide) stop('Non exécuté : le paquet ans.fhir.fr.sas-1.1.0 n’est pas dans ../shared/reference.')
const checker = createChecker(guide)

const { targets, identity, ca, close } = values.sandbox ? await practice() : realServer()
const http = openHttp({ ...ca, ...identity })
const stranger = identity ? openHttp({ ...ca }) : null
const verdicts = []
for (const target of targets) {
  const asked = { checker, http, stranger, token: values.token ?? null, now: Date.now() }
  verdicts.push(...(await inspect(target, asked)))
}
await http.close()
await stranger?.close()
await close()

const report = { at: new Date().toISOString(), verdicts, undecided: checker.unchecked() }
const text = reports[writers[values.format]](report)
if (values.out === undefined) console.log(text)
else {
  writeFileSync(values.out, `${text}\n`)
  console.log(`${values.out} : ${reports.passed(report) ? 'conforme' : 'non conforme'}.`)
}
process.exit(reports.passed(report) ? 0 : 1)

async function practice() {
  const { createSandbox } = await import('../src/sandbox/platform/index.ts')
  const { practiceTargets } = await import('../tests/conformance/practice.ts')
  const sandbox = await createSandbox({ seed: 3, rows: 900, openBooking: true })
  for (const order of values.fault) {
    const [source, name = ''] = order.split('=')
    const known = source === 'platform' || sandbox.sources.some(one => one.id === source)
    if (!known || !Object.hasOwn(PANNES, name)) {
      await sandbox.close()
      stop(`Panne inconnue : ${order}.\n${USAGE}`)
    }
    sandbox.faults.set({ source, fault: PANNES[name] })
  }
  return {
    targets: practiceTargets(sandbox, 100),
    identity: { cert: sandbox.pki.clientCertificate, key: sandbox.pki.clientKey },
    ca: { ca: [sandbox.pki.ca] },
    close: () => sandbox.close(),
  }
}

function realServer() {
  const ids = (values.ids ?? '').split(',').filter(Boolean)
  if (!URL.canParse(values.base) || !['professionals', 'cpts', 'sos'].includes(values.kind)) stop(USAGE)
  if (ids.length === 0) stop('--ids : au moins un identifiant préfixé (8 + RPPS, ou 3 + SIRET pour SOS Médecins).')
  const read = file => {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      return stop(`Fichier illisible : ${file}.`)
    }
  }
  return {
    targets: [{ name: values.base, base: values.base, flow: values.kind, ids }],
    identity: values['client-cert'] ? { cert: read(values['client-cert']), key: read(values['client-key']) } : null,
    ca: values.ca ? { ca: [read(values.ca)] } : {},
    close: async () => {},
  }
}
