/** Settings of who may sit at the desk, by what proof, and what they may do there. All of it decides trust: nothing is guessed. */
import { z } from 'zod'
import { Idnps } from '../../shared/contract/identifiers.ts'
import { Operator, Role } from '../../shared/contract/session.ts'

const Rights = z.array(Operator.shape.rights.element)

/** A role that does not exist is named, with those that do. */
const NamedRole = z.enum(Role.options, {
  error: issue => `le rôle « ${String(issue.input)} » n’existe pas ; rôles connus : ${Role.options.join(', ')}`,
})

const rightsOf = (role: string, rights: z.infer<typeof Rights>) =>
  Rights.default(rights).describe(`Droits du rôle « ${role} »`)

/**
 * An assistant de régulation looks up and does not book; an OSNP and a doctor book; only the doctor may override a
 * clinical delay; these two see what the other desks of the site have booked; a supervisor looks, at the state of the desk
 * and its sources too; IT staff see and configure these, and no call.
 */
export const RolesSettings = z.strictObject({
  arm: rightsOf('assistant de régulation médicale', ['search']),
  osnp: rightsOf('opérateur de soins non programmés', ['search', 'book']),
  regulator: rightsOf('médecin régulateur', ['search', 'book', 'override', 'site']),
  supervisor: rightsOf('superviseur', ['search', 'supervise', 'site']),
  it: rightsOf('informatique', ['supervise', 'configure']),
})
export type RolesSettings = z.infer<typeof RolesSettings>

export const OperatorSettings = z.strictObject({
  name: z.string().min(1).max(120).describe('Nom montré à l’écran du poste'),
  role: NamedRole.describe('Rôle, qui l’emporte sur celui du service'),
  identifiers: z
    .array(Idnps)
    .min(1)
    .max(10)
    .describe('Identifiants (IDNPS) des cartes de cette personne : CPS, CPE, ancienne et nouvelle'),
})
export type OperatorSettings = z.infer<typeof OperatorSettings>

/** Two records for one identifier would make the role a matter of order. */
const Operators = z.array(OperatorSettings).superRefine((records, context) => {
  const seen = new Set<string>()
  for (const [index, { identifiers }] of records.entries()) {
    for (const identifier of identifiers) {
      if (seen.has(identifier))
        context.addIssue({ code: 'custom', path: [index], message: `l’identifiant ${identifier} figure deux fois` })
      seen.add(identifier)
    }
  }
})

/** The keys of `signIn` beyond the service's address. */
export const signInPolicy = {
  roles: RolesSettings.prefault({}).describe(
    'Droits de chaque rôle : search (chercher), book (réserver), override (passer outre un délai clinique), supervise (voir l’état), configure (agir dessus), site (voir le suivi de tous les postes)',
  ),
  operators: Operators.default([]).describe(
    'Personnes du site : un enregistrement, plusieurs identifiants ; liste vide : la parole du service',
  ),
  clock: z
    .strictObject({
      tellSeconds: z
        .int()
        .min(5)
        .max(3600)
        .default(30)
        .describe('Écart d’horloge avec le service au-delà duquel il est dit, en s'),
      refuseSeconds: z
        .int()
        .min(30)
        .max(3600)
        .default(300)
        .describe('Écart au-delà duquel aucune session ne s’ouvre, en s'),
    })
    .prefault({})
    .describe('Horloge du poste, mesurée sur les réponses du service'),
  approval: z
    .strictObject({
      swapSeconds: z
        .int()
        .min(15)
        .max(180)
        .default(60)
        .describe('Temps laissé à une seconde personne pour présenter sa carte, en s'),
      validSeconds: z
        .int()
        .min(30)
        .max(600)
        .default(180)
        .describe('Durée de validité d’une approbation, qui sert une fois, en s'),
      right: Operator.shape.rights.element
        .default('override')
        .describe('Droit que doit avoir la personne qui approuve'),
    })
    .prefault({})
    .describe('Approbation par une seconde personne, carte à l’appui'),
  psc: z
    .strictObject({
      url: z.url({ protocol: /^https?$/ }).describe('Base du serveur du site (BFF) : /start, /poll, /cancel, /renew'),
      flows: z
        .array(z.enum(['browser', 'ciba']))
        .min(1)
        .default(['browser', 'ciba'])
        .describe('Voies offertes : navigateur du système (code et PKCE), e-CPS sur le téléphone (CIBA)'),
      pages: z
        .array(z.url({ protocol: /^https?$/ }))
        .default([])
        .describe('Origines des pages que ce serveur fait ouvrir dans le navigateur ; aucune autre n’est ouverte'),
      pollMs: z.int().min(200).max(10_000).default(2_000).describe('Période d’attente de la réponse, en ms'),
    })
    .optional()
    .describe('Pro Santé Connect, seconde voie, par le serveur du site ; absent : la carte seule'),
  degraded: z
    .strictObject({
      allowed: z
        .boolean()
        .default(true)
        .describe(
          'Service injoignable : la carte est vérifiée sur le poste (autorités et liste de révocation locales), en mode dégradé',
        ),
      booking: z
        .enum(['none', 'vendor-page', 'all'])
        .default('none')
        .describe('Ce qui peut être pris en mode dégradé : rien, les pages des éditeurs, ou tout'),
      knownDays: z
        .int()
        .min(0)
        .max(90)
        .default(30)
        .describe(
          'Une personne absente de « operators » est admise si le service l’a reconnue sur ce poste depuis moins de N jours ; 0 : jamais',
        ),
    })
    .prefault({})
    .describe('Mode dégradé'),
}

export const LockSettings = z.strictObject({
  idleMinutes: z
    .int()
    .min(0)
    .max(240)
    .default(15)
    .describe('Verrouillage après N minutes sans frappe ni pointage ; 0 : jamais'),
})
