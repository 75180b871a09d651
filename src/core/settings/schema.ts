/**
 * Every setting of the console. One schema: files are read by it, `docs/settings.md` is written from it, and later
 * policies come from it. Each key carries its own description.
 */
import { z } from 'zod'
import { AgeBand, RankingPolicy } from '../../shared/contract/availability.ts'
import { Departement, Idnps } from '../../shared/contract/identifiers.ts'
import { EXCEPTION } from '../network/ways.ts'
import { addressFault } from './address-template.ts'
import { HOLES, templateFault } from './hand-over-template.ts'
import { LockSettings, signInPolicy } from './sign-in.ts'

export type { OperatorSettings, RolesSettings } from './sign-in.ts'

const FilePath = z.string().min(1)
const HttpUrl = z.url({ protocol: /^https?$/ })

/** 44 bytes of SubjectPublicKeyInfo in base64, as `npm run site -- key` prints it. */
const PublicKeyText = z.string().regex(/^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$/, 'clé Ed25519 en base64 attendue')

export const TlsSettings = z.strictObject({
  ca: z
    .array(FilePath)
    .default([])
    .describe('Fichiers PEM des autorités à qui se fier, à la place de celles du système'),
  certificate: FilePath.optional().describe('Fichier PEM du certificat client (IGC-Santé ORG AUTH_CLI en production)'),
  key: FilePath.optional().describe('Fichier PEM de la clé du certificat client'),
})
export type TlsSettings = z.infer<typeof TlsSettings>

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[?::1\]?)$/

/** The site's local service: the desks of one site among themselves. */
export const SiteSettings = z
  .strictObject({
    url: HttpUrl.optional().describe('Adresse du service du site, tenu par un de ses postes'),
    listen: z
      .strictObject({
        host: z.string().min(1).default('127.0.0.1').describe('Adresse écoutée'),
        port: z.int().min(0).max(65535).describe('Port écouté'),
      })
      .optional()
      .describe('Ce poste est le service du site'),
    tokenFile: FilePath.describe('Fichier du jeton commun aux postes du site (32 caractères au moins)'),
    tls: TlsSettings.optional().describe(
      'Matériel TLS du service et des postes (obligatoire hors de cette machine) ; « ca » : certificats clients exigés',
    ),
    slots: z
      .boolean()
      .default(true)
      .describe('Recherches mises en commun : le service demande les créneaux pour les autres postes'),
    keepSeconds: z
      .int()
      .min(0)
      .max(60)
      .default(15)
      .describe('Durée pendant laquelle une réponse sert aux autres postes, en s'),
    holds: z
      .boolean()
      .default(true)
      .describe('« Un collègue est dessus » : les postes se disent sur quels créneaux ils sont ; rien n’est retenu'),
    list: z
      .boolean()
      .default(true)
      .describe(
        'Suivi du site et appels « en sus » communs : chaque poste dit ses orientations aux autres, sans rien de l’appelant',
      ),
  })
  .superRefine(({ url, listen, tls }, context) => {
    const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (!url && !listen) fault('url', '« url » (poste) ou « listen » (service) est attendu')
    if (listen && !LOOPBACK.test(listen.host) && !(tls?.certificate && tls.key))
      fault('tls', 'hors de cette machine, le service exige un certificat et sa clé')
    if (url && new URL(url).protocol === 'http:' && !LOOPBACK.test(new URL(url).hostname))
      fault('url', 'hors de cette machine, https est exigé')
  })
export type SiteSettings = z.infer<typeof SiteSettings>

export const SourceSettings = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .describe('Nom court et unique de la source'),
  label: z.string().min(1).max(60).describe("Nom montré à l'écran"),
  url: HttpUrl.describe('Base FHIR de la source'),
  kind: z
    .enum(['professionals', 'cpts', 'sos'])
    .default('professionals')
    .describe('Ce que la source sait chercher : professionnels (INT_R01), CPTS (INT_R04), SOS Médecins'),
  taking: z
    .enum(['direct', 'vendor-page', 'marketplace'])
    .default('vendor-page')
    .describe(
      "Comment un créneau se prend : réservation par l'API, page de l'éditeur, ou demande qu'une communauté doit accepter (place de marché)",
    ),
  category: z
    .enum(['PS', 'PDM', 'SOS', 'CPTS', 'MSP', 'CDS'])
    .optional()
    .describe("Catégorie d'orientation de ce que la source propose ; sinon déduite de « kind » et « taking »"),
  departements: z.array(Departement).default([]).describe('Départements couverts ; liste vide : tous'),
  identifiers: z
    .enum(['prefixed', 'bare'])
    .default('prefixed')
    .describe(
      'Écriture des identifiants demandés : « prefixed » (8 + RPPS, 3 + SIRET, comme le guide) ou « bare » (sans préfixe)',
    ),
  vendorHosts: z
    .array(z.string())
    .default([])
    .describe("Hôtes des pages de l'éditeur ; une adresse d'un autre hôte n'est pas ouverte"),
  structures: z
    .array(z.string().regex(/^3[0-9A-Z]{14}$/))
    .default([])
    .describe('SIRET préfixés par 3 des structures à interroger (SOS Médecins)'),
  simulated: z.boolean().default(false).describe("Source simulée : l'écran le dit"),
  tls: TlsSettings.optional().describe('Matériel TLS propre à cette source ; sinon celui de la plateforme'),
})
export type SourceSettings = z.infer<typeof SourceSettings>

/** An address that a file of the directory is downloaded from. */
export const DownloadSettings = z.strictObject({
  url: HttpUrl.describe('Adresse du fichier'),
  hosts: z
    .array(z.string().min(1))
    .default([])
    .describe('Autres hôtes vers lesquels cette adresse peut renvoyer ; tout autre renvoi est refusé'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .describe('Empreinte SHA-256 attendue, quand elle est connue d’avance'),
  checksumUrl: HttpUrl.optional().describe('Adresse d’un fichier qui donne l’empreinte SHA-256 ou SHA-1 attendue'),
  maxMegabytes: z
    .int()
    .min(1)
    .max(20_000)
    .default(4000)
    .describe('Taille au-delà de laquelle le fichier est refusé, en Mo'),
  tls: TlsSettings.optional().describe(
    'Autorités et certificat propres à cette adresse (IGC-Santé) ; sinon ceux du système',
  ),
})
export type DownloadSettings = z.infer<typeof DownloadSettings>

export const CardSettings = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('pkcs11'),
    module: FilePath.optional().describe("Chemin du module PKCS#11 ; sinon la liste des emplacements connus de l'OS"),
    pollMs: z.int().min(200).max(5000).default(700).describe('Période de scrutation des lecteurs, en ms'),
    timeoutMs: z
      .int()
      .min(1000)
      .max(60000)
      .default(2500)
      .describe(
        'Délai d’une lecture ou d’une signature, en ms : au-delà le module est dit bloqué et relancé (le triple pour le charger ou vérifier un code)',
      ),
    minimumVersion: z
      .string()
      .regex(/^\d{1,3}\.\d{1,3}$/)
      .optional()
      .describe(
        'Plus ancienne version admise du module de la Cryptolib CPS, telle qu’il la dit ; sinon celle de la Cryptolib 5.2 (3.4 sous Windows, 3.1 ailleurs)',
      ),
  }),
  z.strictObject({
    kind: z.literal('practice'),
    file: FilePath.describe("Carte d'exercice écrite par le bac à sable ; refusée hors profil « sandbox »"),
    pollMs: z.int().min(200).max(5000).default(700).describe('Période de scrutation, en ms'),
  }),
])
export type CardSettings = z.infer<typeof CardSettings>

export const TrustSettings = z.strictObject({
  roots: z.array(FilePath).default([]).describe('Fichiers (PEM ou DER) des racines à qui se fier pour les cartes'),
  intermediates: z
    .array(FilePath)
    .default([])
    .describe('Fichiers (PEM ou DER) des autorités intermédiaires : les cartes ne les portent pas toujours'),
  crls: z
    .array(z.string().min(1))
    .default([])
    .describe('Listes de révocation : adresses http(s) ou fichiers, DER ou PEM ; gardées dans le profil'),
  crlRefreshHours: z
    .number()
    .min(0.01)
    .max(168)
    .default(4)
    .describe('Période de relève des listes de révocation, en heures'),
  crlGraceHours: z
    .number()
    .min(0)
    .max(720)
    .default(72)
    .describe('Temps pendant lequel une liste dépassée sert encore (l’écran le dit), en heures'),
  ocsp: HttpUrl.optional().describe('Adresse du répondeur OCSP ; sinon les listes seules'),
  revocationRequired: z
    .boolean()
    .default(true)
    .describe('Refuse, hors ligne, une carte dont rien ne dit si elle est révoquée'),
})
export type TrustSettings = z.infer<typeof TrustSettings>

export const Settings = z.strictObject({
  profile: z
    .enum(['sandbox', 'production'])
    .describe('« sandbox » : plateforme et carte d’exercice permises ; « production » : refusées'),
  language: z.enum(['fr', 'en']).default('fr').describe('Langue des écrans'),
  desk: z
    .strictObject({
      name: z.string().min(1).max(60).default('poste').describe('Nom du poste, porté au journal'),
      site: z.string().max(60).default('').describe('Nom du SAMU'),
      territory: Departement.optional().describe('Département du poste : lieu par défaut'),
      keys: z
        .array(z.string().max(60))
        .max(100)
        .optional()
        .describe(
          'Touches changées par le site, « action=Touche » : `switch=Ctrl+B` ; deux s’échangent par deux lignes : `copy=F8`, `enlarge=F7`',
        ),
    })
    .prefault({})
    .describe('Le poste'),
  site: SiteSettings.optional().describe('Service local du site, entre ses postes ; absent : chaque poste est seul'),
  platform: z
    .strictObject({
      url: HttpUrl.describe('Base FHIR de la plateforme : relecture des rendez-vous (Appointment)'),
      tls: TlsSettings.prefault({}).describe('Matériel TLS commun'),
      appointmentSearch: z
        .boolean()
        .default(false)
        .describe(
          'La plateforme répond à Appointment?actor:identifier=…&date=… : parole de l’éditeur attendue par relecture',
        ),
    })
    .describe('Plateforme nationale'),
  signIn: z
    .strictObject({
      url: HttpUrl.describe("Base du service d'ouverture de session par carte"),
      audience: z.string().min(1).describe('Destinataire que le défi du serveur doit nommer'),
      tls: TlsSettings.optional().describe('Matériel TLS propre ; sinon celui de la plateforme'),
      ...signInPolicy,
    })
    .describe('Ouverture de session'),
  lock: LockSettings.prefault({}).describe('Verrouillage du poste'),
  sources: z
    .array(SourceSettings)
    .default([])
    .describe('Sources de créneaux ; liste vide : la plateforme seule, en professionnels'),
  availability: z
    .strictObject({
      timeoutMs: z.int().min(1000).max(60000).default(8000).describe('Arrêt net d’une demande, en ms (7 s + marge)'),
      lateMs: z.int().min(200).max(30000).default(2500).describe('Au-delà, la source est dite en retard'),
      batch: z.int().min(1).max(25).default(25).describe('Professionnels par demande (25 au plus)'),
      parallel: z
        .int()
        .min(1)
        .max(40)
        .default(20)
        .describe('Demandes simultanées par source : 20 suffisent à 500 professionnels en une seule vague'),
      requestsPerMinute: z
        .int()
        .min(10)
        .max(2000)
        .default(240)
        .describe('Demandes de créneaux au plus par source et par minute, recherches et rafraîchissements ensemble'),
      candidates: z.int().min(1).max(1000).default(100).describe('Professionnels interrogés au plus pour une question'),
      enough: z
        .int()
        .min(0)
        .max(50)
        .default(0)
        .describe(
          'Offres au-dessous desquelles la recherche s’élargit seule, d’un pas à la fois (rayon, voisins, distance) ; 0 : jamais',
        ),
      policy: RankingPolicy.default('default').describe(
        'Ordre des offres : « default » (le plus tôt, puis le plus proche), « distance », « cpts », « equity » (à tour de rôle), « platform » (comme la plateforme nationale)',
      ),
      ages: z
        .record(z.string().regex(/^(S[A-Z]{1,2}\d{2}|[08]\d{8,11})$/), z.array(AgeBand).min(1))
        .default({})
        .describe(
          'Âges reçus, par spécialité (TRE_R38) ou par IDNPS : infant (0–2 ans), child (3–15), adult (16–74), elder (75 et plus) ; s’ajoute aux spécialités d’enfants et de gériatrie',
        ),
      refreshSeconds: z
        .int()
        .min(0)
        .max(600)
        .default(45)
        .describe('Période de rafraîchissement des offres affichées, en s ; 0 : jamais'),
      refreshPerMinute: z
        .int()
        .min(1)
        .max(60)
        .default(6)
        .describe('Demandes de rafraîchissement au plus, par source et par minute'),
      restAfter: z
        .int()
        .min(0)
        .max(20)
        .default(3)
        .describe('Échecs de suite après lesquels une source est laissée au repos ; 0 : jamais'),
      restSeconds: z
        .int()
        .min(5)
        .max(300)
        .default(30)
        .describe('Premier repos d’une source en panne, en s ; doublé à chaque nouvel échec, 300 s au plus'),
      share: SiteSettings.optional().describe('Ancien nom de « site », lu quand « site » est absent'),
      maxBytes: z
        .int()
        .min(100_000)
        .max(200_000_000)
        .default(25_000_000)
        .describe('Taille au-delà de laquelle une réponse est refusée, en octets'),
    })
    .prefault({})
    .describe('Recherche de créneaux'),
  orientation: z
    .strictObject({
      timeoutMs: z
        .int()
        .min(1000)
        .max(60000)
        .default(10000)
        .describe("Délai d'une réservation avant « issue inconnue »"),
      wordTimeoutMinutes: z
        .int()
        .min(1)
        .max(240)
        .default(20)
        .describe("Attente de la parole de l'éditeur après l'ouverture de sa page"),
      readBackSeconds: z
        .array(z.number().min(0.1).max(3600))
        .min(1)
        .default([1, 2, 5, 10, 30, 60])
        .describe('Délais successifs de relecture d’une issue inconnue ; le dernier se répète'),
      reasons: z
        .array(
          z.strictObject({
            code: z
              .string()
              .regex(/^[a-z0-9-]{1,40}$/)
              .describe('Code porté au journal'),
            label: z.string().min(1).max(80).describe('Libellé montré'),
          }),
        )
        .max(20)
        .default([
          { code: 'nothing-sooner', label: 'Rien plus tôt dans le secteur' },
          { code: 'caller-choice', label: 'Choix de l’appelant' },
          { code: 'speciality-needed', label: 'Spécialité nécessaire' },
          { code: 'clinical-review', label: 'Délai revu par le médecin' },
        ])
        .describe(
          'Motifs proposés pour prendre un créneau au-delà de la limite clinique (code porté au journal, libellé montré)',
        ),
      reasonSuffices: z
        .boolean()
        .default(false)
        .describe(
          'Un motif suffit à tout opérateur au-delà de la limite clinique ; sinon il faut être médecin régulateur ou avoir son accord',
        ),
      overbooking: z
        .array(Idnps)
        .default([])
        .describe(
          'IDNPS des professionnels qui acceptent d’être appelés « en sus » ; liste vide : tous ceux de la recherche',
        ),
    })
    .prefault({})
    .describe('Prise de rendez-vous'),
  handOver: z
    .strictObject({
      text: z
        .string()
        .max(2000)
        .superRefine((template, context) => {
          const message = templateFault(template)
          if (message !== null) context.addIssue({ code: 'custom', message })
        })
        .optional()
        .describe(
          `Modèle du texte à coller dans le LRM ; ${HOLES.map(name => `{${name}}`).join(' ')} sont remplacés, {statut} est obligatoire`,
        ),
      folder: FilePath.optional().describe(
        'Dossier de dépôt lu par le LRM : un fichier JSON par issue (RS-SAS-RDV et n° de DRM), accusé « .ack »',
      ),
      purgeMinutes: z
        .int()
        .min(1)
        .max(1440)
        .default(60)
        .describe('Durée après laquelle un fichier déposé que le LRM n’a pas repris est effacé, en minutes'),
      http: z
        .strictObject({
          url: z
            .url({ protocol: /^http$/, hostname: /^(127\.0\.0\.1|localhost|\[::1\])$/ })
            .describe('Adresse du LRM sur ce poste (boucle locale seulement)'),
          tokenFile: FilePath.describe('Fichier du jeton présenté au LRM (16 caractères au moins)'),
        })
        .optional()
        .describe('Remise par HTTP à un programme de ce poste'),
      link: z
        .string()
        .max(500)
        .superRefine((template, context) => {
          const message = addressFault(template)
          if (message !== null) context.addIssue({ code: 'custom', message })
        })
        .optional()
        .describe(
          'Adresse ouverte à chaque issue par le LRM de ce poste ; {drm} {id} {statut} {issue} {debut} {texte} sont remplacés',
        ),
      email: z
        .email()
        .default('regulation@samu.invalid')
        .describe('Adresse du régulateur exigée par RS-SAS-RDV : celle du service'),
    })
    .prefault({})
    .describe('Remise des issues au LRM, en plus du presse-papiers'),
  launch: z
    .strictObject({
      port: z
        .int()
        .min(1024)
        .max(65535)
        .optional()
        .describe('Port local de l’appel contextuel (http://127.0.0.1:PORT/sas/recherche?…) ; absent : fermé'),
      origins: z
        .array(z.string().min(1).max(200))
        .default([])
        .describe('Valeurs admises de « origin » (autorité d’affectation du LRM) ; liste vide : toutes'),
    })
    .prefault({})
    .describe('Appel contextuel depuis le LRM (INT_L01)'),
  journal: z
    .strictObject({
      retentionMonths: z
        .int()
        .min(6)
        .max(36)
        .default(12)
        .describe(
          'Durée de garde du journal, en mois ; au-delà, les fichiers entiers sont effacés et le journal le dit',
        ),
    })
    .prefault({})
    .describe('Journal signé des actes du poste'),
  siteSettings: z
    .strictObject({
      url: z
        .string()
        .min(1)
        .max(1000)
        .optional()
        .describe('Adresse https ou chemin de partage du fichier de réglages signé du site ; absente : pas de fichier'),
      publicKey: PublicKeyText.optional().describe(
        'Clé publique Ed25519 (base64) qui signe les réglages du site ; exigée avec l’adresse',
      ),
      minutes: z.int().min(1).max(1440).default(30).describe('Période de relecture des réglages du site, en minutes'),
    })
    .prefault({})
    .describe('Réglages signés du site'),
  updates: z
    .strictObject({
      url: z
        .string()
        .min(1)
        .max(1000)
        .optional()
        .describe('Adresse https ou chemin de partage de « latest.json » ; absente : rien n’est annoncé'),
      publicKey: PublicKeyText.optional().describe('Clé publique Ed25519 (base64) qui signe « latest.json »'),
    })
    .prefault({})
    .describe('Annonce des nouvelles versions ; la console ne télécharge jamais de programme'),
  network: z
    .strictObject({
      proxy: z
        .union([
          z.enum(['system', 'none']),
          HttpUrl.refine(url => !/^[a-z]+:\/\/[^/]*@/i.test(url), 'adresse sans compte ni mot de passe attendue'),
        ])
        .default('system')
        .describe(
          'Mandataire : « system » (réglages de Windows, fichier PAC compris), « none » ou une adresse http(s) sans compte ; ni ce poste ni le service du site n’y passent',
        ),
      pac: HttpUrl.optional().describe(
        'Adresse du fichier PAC lu à la place des réglages de Windows, avec « system » ; absente : ceux de Windows',
      ),
      bypass: z
        .array(z.string().max(200).regex(EXCEPTION, 'nom, « .domaine », « 10.0.0.0/8 » ou « <local> » attendu'))
        .max(100)
        .default([])
        .describe(
          'Adresses jointes sans mandataire : `hote.exemple`, `.domaine.exemple`, `10.0.0.0/8`, `<local>` (nom sans point), avec ou sans « :port »',
        ),
    })
    .prefault({})
    .describe('Réseau du poste'),
  card: CardSettings.describe('Carte et lecteur'),
  trust: TrustSettings.prefault({}).describe(
    'Confiance dans les cartes : contrôles faits par le poste lui-même (ouverture hors ligne, diagnostic)',
  ),
  directory: z
    .strictObject({
      database: FilePath.optional().describe('Fichier SQLite de l’annuaire ; sinon dans le profil'),
      rpps: FilePath.optional().describe('Fichier RPPS à importer au démarrage s’il est plus récent que l’annuaire'),
      structures: FilePath.optional().describe(
        'Fichier FINESS+ « structures » (JSON, gzip ou non) : établissements, pharmacies, CDS, MSP, CPTS',
      ),
      activities: FilePath.optional().describe(
        'Fichier FINESS+ « activites » (JSON, gzip ou non) : urgences, SMUR, SAMU et autres autorisations',
      ),
      skills: FilePath.optional().describe('Fichier RPPS « SavoirFaire », quand les savoir-faire n’y sont que là'),
      downloads: z
        .strictObject({
          rpps: DownloadSettings.optional().describe('Adresse du fichier « Personne_activite » (texte, gzip ou zip)'),
          skills: DownloadSettings.optional().describe('Adresse du fichier « SavoirFaire »'),
          structures: DownloadSettings.optional().describe('Adresse du fichier FINESS+ « structures »'),
          activities: DownloadSettings.optional().describe('Adresse du fichier FINESS+ « activites »'),
        })
        .prefault({})
        .describe('Adresses de téléchargement ; un fichier nommé plus haut passe avant'),
      snapshot: z
        .strictObject({
          file: FilePath.optional().describe(
            'Annuaire signé du site : fichier ou partage (\\\\serveur\\annuaire\\relais.annuaire)',
          ),
          download: DownloadSettings.optional().describe('Annuaire signé du site : adresse'),
          key: FilePath.describe('Clé publique Ed25519 du site (PEM)'),
        })
        .optional()
        .describe('Annuaire fait une fois pour le site et signé ; prend la place des fichiers nationaux'),
      refreshHours: z
        .int()
        .min(0)
        .max(168)
        .default(24)
        .describe('Période de recherche de contenus plus récents, en h ; 0 : au démarrage et à la demande seulement'),
      staleDays: z
        .int()
        .min(1)
        .max(365)
        .default(10)
        .describe('Âge du contenu à partir duquel il est dit ancien, en jours'),
      guards: z
        .strictObject({
          rowsFallenPercent: z
            .int()
            .min(1)
            .max(100)
            .default(10)
            .describe(
              'Part des activités, établissements, savoir-faire ou autorisations qu’un import peut perdre, en %',
            ),
          communesLostPercent: z
            .int()
            .min(1)
            .max(100)
            .default(15)
            .describe('Part des lieux qui peut perdre sa commune, en %'),
        })
        .prefault({})
        .describe('Garde-fous : au-delà, l’import est refusé et l’annuaire en place reste'),
      rosters: FilePath.optional().describe(
        'Dossier surveillé des listes du site (gardes, SOS, favoris…), CSV ou XLSX',
      ),
      annuaire: z
        .strictObject({
          url: HttpUrl.describe('Base FHIR v2 de l’Annuaire Santé'),
          keyFile: FilePath.describe('Fichier de la clé ESANTE-API-KEY'),
          tls: TlsSettings.optional().describe('Autorités propres à cette adresse'),
        })
        .optional()
        .describe('Annuaire Santé en ligne : mises à jour entre deux fichiers et « vérifier maintenant »'),
      geocoding: z
        .strictObject({
          url: HttpUrl.describe('Adresse https du géocodeur (https://data.geopf.fr/geocodage/search)'),
          tls: TlsSettings.optional().describe('Autorités propres à cette adresse'),
        })
        .optional()
        .describe(
          'Recherche d’adresse en ligne : absente, aucune adresse ne sort. Présente, l’opérateur est prévenu une fois que l’adresse de l’appelant sort de l’établissement',
        ),
      words: FilePath.optional().describe('Fichier JSON des mots du site : synonymes de besoins et favoris'),
      readers: z.int().min(1).max(4).default(2).describe('Fils de lecture'),
    })
    .prefault({})
    .describe('Annuaire local'),
  practice: z
    .strictObject({
      pin: z
        .string()
        .regex(/^\d{4}$/)
        .describe("Code de la carte d'exercice, montré à l'écran"),
    })
    .optional()
    .describe('Bac à sable seulement'),
  host: z
    .strictObject({
      allowProduction: z
        .boolean()
        .default(false)
        .describe('Permet de servir un profil de production dans un navigateur (déconseillé)'),
    })
    .prefault({})
    .describe('Hôte navigateur'),
})
export type Settings = z.infer<typeof Settings>

/** The site's service, under its present name or its former one. */
export const siteOf = (settings: Settings): SiteSettings | undefined => settings.site ?? settings.availability.share

/** Sections where a wrong or unknown key of a settings file stops the console: whom to trust, whom to talk to, who signs in. */
export const CRITICAL: ReadonlySet<string> = new Set([
  'profile',
  'platform',
  'signIn',
  'card',
  'trust',
  'directory',
  'siteSettings',
  'updates',
])
