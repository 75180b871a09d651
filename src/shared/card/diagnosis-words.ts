/**
 * A diagnosis of the card in words, for a screen, a terminal or a mail to IT: the same lines everywhere. Each says how it stands and,
 * when something is wrong, what to do.
 */
import type { CardDiagnosis } from '../contract/card.ts'

export interface DiagnosisLine {
  /** `info`: neither good nor bad. */
  state: 'ok' | 'warn' | 'bad' | 'info'
  text: string
}

type Language = 'fr' | 'en'
type Say = (fr: string, en: string) => string

/** Days before the end of a card from which it is told. */
const SOON_DAYS = 30
/** A clock further off than this makes proofs that are refused, ms. */
const CLOCK_OFF_MS = 60_000

export function diagnosisLines(diagnosis: CardDiagnosis, language: Language): DiagnosisLine[] {
  const say: Say = (fr, en) => (language === 'fr' ? fr : en)
  return [
    moduleLine(diagnosis, say),
    ...(diagnosis.readers.length === 0 && diagnosis.module.status === 'ok'
      ? [
          line(
            'bad',
            say(
              'Aucun lecteur : brancher le lecteur, vérifier son pilote.',
              'No reader: plug it in, check its driver.',
            ),
          ),
        ]
      : diagnosis.readers.flatMap(reader => readerLines(reader, say))),
    ...trustLines(diagnosis, say),
    clockLine(diagnosis, say),
    signatureLine(diagnosis, say),
  ]
}

/** The lines as text, one a line, for a terminal or a mail. */
export function diagnosisText(diagnosis: CardDiagnosis, language: Language): string {
  const marks = { ok: language === 'fr' ? 'bon' : 'ok', warn: '!', bad: language === 'fr' ? 'NON' : 'NO', info: '·' }
  const title = language === 'fr' ? 'Diagnostic de la carte' : 'Card diagnosis'
  const lines = diagnosisLines(diagnosis, language).map(({ state, text }) => `${marks[state].padEnd(4)} ${text}`)
  return `${title} · ${diagnosis.at}\n${lines.join('\n')}\n`
}

const line = (state: DiagnosisLine['state'], text: string): DiagnosisLine => ({ state, text })

function moduleLine({ module }: CardDiagnosis, say: Say): DiagnosisLine {
  const of = module.detail === null ? '' : ` (${module.detail})`
  switch (module.status) {
    case 'ok':
      return line(
        'ok',
        say(
          `Module ${module.description} ${module.version}, ${module.manufacturer || 'fabricant inconnu'} : ${module.file}`,
          `Module ${module.description} ${module.version}, ${module.manufacturer || 'unknown maker'}: ${module.file}`,
        ),
      )
    case 'module-missing':
      return line(
        'bad',
        say(
          `Module introuvable${of} : installer la Cryptolib CPS, ou donner « card.module ».`,
          `Module not found${of}: install Cryptolib CPS, or set “card.module”.`,
        ),
      )
    case 'module-invalid':
      return line(
        'bad',
        say(
          `Ce fichier n’est pas un module PKCS#11${of} : corriger « card.module ».`,
          `This file is no PKCS#11 module${of}: correct “card.module”.`,
        ),
      )
    case 'module-too-old':
      return line(
        'bad',
        say(
          `Module trop ancien${of} : installer la Cryptolib CPS 5.2.2 ou plus récente.`,
          `Module too old${of}: install Cryptolib CPS 5.2.2 or later.`,
        ),
      )
    case 'module-wrong-bits':
      return line(
        'bad',
        say(
          `Module fait pour un autre genre de programme${of} : installer la Cryptolib CPS en 64 bits.`,
          `Module made for another kind of program${of}: install the 64-bit Cryptolib CPS.`,
        ),
      )
    case 'module-hung':
      return line(
        'bad',
        say(
          `Le module ne répond pas${of} : débrancher le lecteur, redémarrer le service de cartes à puce.`,
          `The module does not answer${of}: unplug the reader, restart the smart card service.`,
        ),
      )
  }
}

type Reader = CardDiagnosis['readers'][number]

function readerLines(reader: Reader, say: Say): DiagnosisLine[] {
  const card: Record<Reader['status'], [DiagnosisLine['state'], string, string]> = {
    ready: ['ok', 'carte prête', 'card ready'],
    absent: ['info', 'pas de carte', 'no card'],
    starting: ['info', 'démarre', 'starting'],
    unreadable: [
      'bad',
      'carte illisible : la retirer, vérifier son sens, essayer un autre lecteur',
      'unreadable card: take it out, check its way round, try another reader',
    ],
    contactless: [
      'bad',
      'carte lue sans contact : l’insérer dans la fente',
      'card read without contact: insert it in the slot',
    ],
    foreign: [
      'bad',
      'ni CPS ni CPE : pas de certificat d’authentification',
      'neither CPS nor CPE: no authentication certificate',
    ],
    expired: [
      'bad',
      'certificat hors de ses dates : demander une autre carte',
      'certificate out of its dates: ask for another card',
    ],
    locked: ['bad', 'code bloqué : le débloquer avec CPS-Gestion', 'PIN blocked: unblock it with CPS-Gestion'],
    'module-missing': ['bad', 'module absent', 'no module'],
    'module-invalid': ['bad', 'module invalide', 'invalid module'],
    'module-too-old': ['bad', 'module ancien', 'old module'],
    'module-wrong-bits': ['bad', 'module inadapté', 'wrong module'],
    'module-hung': ['bad', 'module bloqué', 'hung module'],
  }
  const [state, fr, en] = card[reader.status]
  const facts = [reader.kind, reader.model, ...reader.mechanisms].filter(Boolean).join(', ')
  const pad = reader.pinPad ? say(' ; code tapé sur le lecteur', '; PIN typed on the reader') : ''
  const low = reader.tries === 'low' || reader.tries === 'final'
  return [
    line(
      state,
      say(`Lecteur « ${reader.name} » : ${fr}`, `Reader “${reader.name}”: ${en}`) + (facts ? ` (${facts})` : '') + pad,
    ),
    ...(low
      ? [
          line(
            'warn',
            say(
              'Un code faux a été saisi : il reste un ou deux essais.',
              'A wrong PIN was typed: one or two tries are left.',
            ),
          ),
        ]
      : []),
    ...reader.certificates.map(certificate => certificateLine(certificate, say)),
  ]
}

type Certificate = Reader['certificates'][number]

const CHAINS: Record<NonNullable<Certificate['chain']>, [DiagnosisLine['state'], string, string]> = {
  good: ['ok', 'chaîne et révocation vérifiées', 'chain and revocation verified'],
  stale: [
    'warn',
    'chaîne bonne ; liste de révocation dépassée, encore admise',
    'chain good; revocation list overdue, still allowed',
  ],
  unchecked: ['warn', 'chaîne bonne ; révocation non vérifiée', 'chain good; revocation not checked'],
  'no-roots': ['info', 'chaîne non vérifiée : « trust.roots » est vide', 'chain not verified: “trust.roots” is empty'],
  'refused-certificate': ['bad', 'certificat inutilisable', 'unusable certificate'],
  'refused-chain': ['bad', 'ne mène à aucune racine de « trust.roots »', 'leads to no root of “trust.roots”'],
  'refused-authority-expired': [
    'bad',
    'une autorité au-dessus de lui est hors de ses dates : vérifier l’heure du poste, puis mettre à jour « trust.intermediates »',
    'an authority above it is out of its dates: check the desk’s clock, then bring “trust.intermediates” up to date',
  ],
  'refused-expired': ['bad', 'hors de ses dates', 'out of its dates'],
  'refused-revoked': ['bad', 'révoqué', 'revoked'],
  'refused-environment': ['bad', 'carte de test, refusée en production', 'test card, refused in production'],
  'revocation-unknown': [
    'bad',
    'rien ne dit s’il est révoqué : voir les listes',
    'nothing says whether it is revoked: see the lists',
  ],
}

function certificateLine({ use, issuer, daysLeft, test, chain, holder }: Certificate, say: Say): DiagnosisLine {
  const uses: Record<Certificate['use'], string> = {
    authentication: say('Certificat d’authentification', 'Authentication certificate'),
    signature: say('Certificat de signature', 'Signature certificate'),
    technical: say('Certificat technique', 'Technical certificate'),
    authority: say('Certificat d’autorité', 'Authority certificate'),
    other: say('Autre certificat', 'Other certificate'),
    unreadable: say('Certificat illisible', 'Unreadable certificate'),
  }
  const [state, fr, en] = chain === null ? (['info', '', ''] as const) : CHAINS[chain]
  const parts = [
    holder,
    issuer === null ? null : say(`émis par ${issuer}`, `issued by ${issuer}`),
    daysLeft === null ? null : say(`encore ${daysLeft} jours`, `${daysLeft} days left`),
    test ? say('carte de test', 'test card') : null,
    say(fr, en),
  ].filter(Boolean)
  const soon = state === 'ok' && daysLeft !== null && daysLeft < SOON_DAYS
  return line(
    use === 'unreadable' ? 'warn' : soon ? 'warn' : state,
    `  ${uses[use]}${parts.length > 0 ? say(' : ', ': ') : ''}${parts.join(', ')}`,
  )
}

function trustLines({ trust }: CardDiagnosis, say: Say): DiagnosisLine[] {
  const { roots, intermediates, refusedFiles } = trust
  return [
    line(
      roots > 0 ? 'ok' : 'info',
      say(
        `Confiance : ${roots} racines, ${intermediates} autorités intermédiaires${trust.ocsp ? ', OCSP' : ''}`,
        `Trust: ${roots} roots, ${intermediates} intermediate authorities${trust.ocsp ? ', OCSP' : ''}`,
      ),
    ),
    ...(refusedFiles > 0
      ? [
          line(
            'bad',
            say(
              `${refusedFiles} fichier(s) de « trust » sans autorité lisible`,
              `${refusedFiles} file(s) of “trust” without a readable authority`,
            ),
          ),
        ]
      : []),
    ...trust.crls.map(({ source, held, ageHours, overdue, entries, problem }) => {
      const why = problem === null ? '' : ` (${problem})`
      if (!held)
        return line(
          'bad',
          say(`Liste de révocation jamais reçue${why} : ${source}`, `Revocation list never had${why}: ${source}`),
        )
      const age = say(`${ageHours} h, ${entries} entrées`, `${ageHours} h, ${entries} entries`)
      return line(
        overdue || problem !== null ? 'warn' : 'ok',
        say(
          `Liste de révocation de ${age}${overdue ? ', dépassée' : ''}${why} : ${source}`,
          `Revocation list of ${age}${overdue ? ', overdue' : ''}${why}: ${source}`,
        ),
      )
    }),
  ]
}

function clockLine({ clockAheadMs }: CardDiagnosis, say: Say): DiagnosisLine {
  if (clockAheadMs === null)
    return line(
      'info',
      say(
        'Horloge : le service d’ouverture de session n’a pas donné l’heure.',
        'Clock: the sign-in service did not tell the time.',
      ),
    )
  const seconds = Math.round(Math.abs(clockAheadMs) / 1000)
  const way = clockAheadMs >= 0 ? say('en avance', 'ahead') : say('en retard', 'behind')
  return Math.abs(clockAheadMs) > CLOCK_OFF_MS
    ? line(
        'bad',
        say(`Horloge du poste ${way} de ${seconds} s : la régler.`, `Clock of the desk ${seconds} s ${way}: set it.`),
      )
    : line('ok', say(`Horloge du poste à ${seconds} s près`, `Clock of the desk right within ${seconds} s`))
}

function signatureLine({ signature }: CardDiagnosis, say: Say): DiagnosisLine {
  if (signature.status === 'verified')
    return line(
      'ok',
      say(
        `Défi signé par la carte et vérifié en ${signature.ms} ms`,
        `Challenge signed by the card and verified in ${signature.ms} ms`,
      ),
    )
  if (signature.status === 'refused')
    return line(
      'bad',
      say(`La carte n’a pas signé (${signature.problem}).`, `The card did not sign (${signature.problem}).`),
    )
  return line('info', say('Aucune signature demandée à la carte.', 'The card was not asked to sign.'))
}
