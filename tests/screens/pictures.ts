/**
 * Every state of every screen, as a scene and the keys that lead there. The pictures and the axe tests walk the same list,
 * so a state that is drawn is a state that is judged.
 */
import type { Stage } from './stage.ts'
import { expect } from './stage.ts'

export interface Picture {
  name: string
  take(stage: Stage): Promise<void>
}

const grid = (stage: Stage) => stage.page.getByRole('grid', { name: 'Offres' })
const status = (stage: Stage, words: string) => expect(stage.page.getByRole('heading', { name: words })).toBeVisible()

async function book(stage: Stage) {
  await stage.askForDoctor()
  await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
  await stage.keys('ArrowDown', 'Enter')
  await expect(stage.page.getByText('exactement ceci')).toBeVisible()
}

async function taken(stage: Stage, words: string) {
  await book(stage)
  await stage.keys('Enter')
  await status(stage, words)
}

async function askForApproval(stage: Stage) {
  await expect(stage.page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
  await stage.keys('Control+K')
  await expect(stage.page.getByRole('combobox', { name: 'Chercher' })).toBeFocused()
  await stage.type('approbation')
  await expect(stage.page.getByRole('dialog').getByRole('option')).toHaveCount(1)
  await stage.keys('Enter')
  await expect(stage.page.getByRole('dialog', { name: 'Approbation par une seconde personne' })).toBeVisible()
}

/** Opens the guided tour from the palette; the hand stays at the need. */
async function tour(stage: Stage) {
  await expect(stage.page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
  await stage.keys('Control+k')
  await stage.type('visite')
  await stage.keys('Enter')
  await expect(stage.page.getByRole('heading', { name: 'Le besoin' })).toBeVisible()
  await expect(stage.page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
}

export const PICTURES: Picture[] = [
  {
    name: 'session-ouvrir',
    async take(stage) {
      await stage.open({ signedIn: false })
      await expect(stage.page.getByLabel('Code porteur')).toBeFocused()
    },
  },
  {
    name: 'session-sans-carte',
    async take(stage) {
      await stage.open({ signedIn: false, card: { status: 'absent', kind: null, tries: 'unknown', expires: null } })
      await expect(stage.page.getByText('Insérer la carte')).toBeVisible()
    },
  },
  {
    name: 'session-module-absent',
    async take(stage) {
      const detail = 'aucun module trouvé : cps3_pkcs11_w64.dll'
      const problems = [
        { path: 'platfrom.url', kind: 'unknown-key' as const, detail: 'clé inconnue, proche de « platform.url »' },
      ]
      await stage.open({
        signedIn: false,
        card: { status: 'module-missing', kind: null, expires: null, detail },
        settings: { problems },
      })
      await expect(stage.page.getByText('Cryptolib')).toBeVisible()
    },
  },
  {
    name: 'session-code-faux',
    async take(stage) {
      await stage.open({ signedIn: false })
      await stage.page.getByLabel('Code porteur').fill('9999')
      await stage.keys('Enter')
      await expect(stage.page.getByText('Ce n’est pas le bon code')).toBeVisible()
    },
  },
  {
    name: 'session-dernier-essai',
    async take(stage) {
      await stage.open({ signedIn: false, card: { tries: 'final' } })
      await expect(stage.page.getByText('J’utilise le dernier essai')).toBeVisible()
    },
  },
  {
    name: 'session-degradee',
    async take(stage) {
      await stage.open({
        session: { degraded: true, proof: { state: 'ended', ends: null, problem: 'server-unreachable' }, clockOff: 95 },
      })
      await expect(stage.page.getByText('Mode dégradé')).toBeVisible()
      await expect(stage.page.getByText('en avance de 95 s')).toBeVisible()
    },
  },
  {
    name: 'session-code-redemande',
    async take(stage) {
      await stage.open({
        session: { proof: { state: 'needs-pin', ends: '2026-11-22T15:11:00Z', problem: 'card-changed' } },
      })
      await expect(stage.page.getByText('La carte redemande son code')).toBeVisible()
    },
  },
  {
    name: 'session-refusee-en-route',
    async take(stage) {
      await stage.open({ session: { proof: { state: 'refused', ends: null, problem: 'refused-revoked' } } })
      await expect(stage.page.getByText('n’accepte plus cette carte')).toBeVisible()
    },
  },
  {
    name: 'session-approbation',
    async take(stage) {
      await stage.open({ approval: 'insert' })
      await askForApproval(stage)
      await expect(stage.page.getByText('Votre carte est retirée. Insérer')).toBeVisible()
    },
  },
  {
    name: 'session-approbation-code',
    async take(stage) {
      await stage.open()
      await askForApproval(stage)
      await expect(stage.page.getByLabel('Code porteur')).toBeFocused()
    },
  },
  {
    name: 'session-passee-a-la-releve',
    async take(stage) {
      await stage.open()
      await expect(stage.page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
      await stage.keys('Shift+F12')
      await expect(stage.page.getByText('L’appel est passé à la relève')).toBeVisible()
    },
  },
  {
    name: 'session-psc',
    async take(stage) {
      await stage.open({ signedIn: false, card: { status: 'absent', kind: null, tries: 'unknown', expires: null } })
      await stage.keys('F4')
      await expect(stage.page.getByLabel('Identifiant national')).toBeFocused()
    },
  },
  {
    name: 'session-psc-telephone',
    async take(stage) {
      await stage.open({ signedIn: false, card: { status: 'absent', kind: null, tries: 'unknown', expires: null } })
      await stage.keys('F4')
      await stage.page.getByLabel('Identifiant national').fill('899700366240')
      await stage.keys('Enter')
      await expect(stage.page.getByText('47', { exact: true })).toBeVisible()
      await expect(stage.page.getByRole('button', { name: 'Renoncer' })).toBeFocused()
    },
  },
  {
    name: 'session-en-cours',
    async take(stage) {
      await stage.open({ signedIn: false, signIn: 'slow' })
      await stage.page.getByLabel('Code porteur').fill('1234')
      await stage.keys('Enter')
      await expect(stage.page.getByText('Défi signé par la carte')).toBeVisible()
    },
  },
  {
    name: 'poste-verrouille',
    async take(stage) {
      await stage.open({})
      await stage.askForDoctor()
      await stage.keys('F12')
      await expect(stage.page.getByRole('heading', { name: 'Poste verrouillé' })).toBeVisible()
    },
  },
  {
    name: 'appel-rien-demande',
    async take(stage) {
      await stage.open({})
      await expect(stage.page.getByText('Que faut-il, et où')).toBeVisible()
      await expect(stage.page.getByRole('button', { name: 'Pédiatrie' }).first()).toBeVisible()
    },
  },
  {
    name: 'appel-besoin-propose',
    async take(stage) {
      await stage.open({})
      await expect(stage.page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
      await stage.type('test')
      await expect(stage.page.getByRole('option').first()).toBeVisible()
    },
  },
  {
    name: 'appel-attente',
    async take(stage) {
      await stage.open({ answering: 'never' })
      await stage.askForDoctor()
      await expect(stage.page.getByText('Recherche en cours')).toBeVisible()
    },
  },
  {
    name: 'appel-partiel',
    async take(stage) {
      await stage.open({ answering: 'partly' })
      await stage.askForDoctor()
      await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
    },
  },
  {
    name: 'appel-offres',
    async take(stage) {
      await stage.open({})
      await stage.askForDoctor()
      await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
      await stage.page.getByLabel('DRM').fill('24-118 402')
      await stage.page.getByRole('textbox', { name: 'Limite' }).fill('19')
      await stage.page.getByRole('textbox', { name: 'Limite' }).press('Enter')
      await expect(grid(stage).getByText('au-delà de la limite')).toBeVisible()
      await stage.keys('ArrowDown', 'ArrowRight')
    },
  },
  {
    name: 'appel-deux-en-attente',
    async take(stage) {
      await stage.open({ ending: 'waiting' })
      await stage.askForDoctor()
      await stage.page.getByLabel('DRM').fill('24-118 402')
      await stage.keys('Enter', 'Shift+F2')
      await expect(stage.page.getByRole('heading', { name: /Appel 2/ })).toBeVisible()
      await stage.type('pédia')
      await stage.keys('Enter')
      await stage.type('tours')
      await stage.keys('Enter', 'Shift+F2')
      await expect(stage.page.getByRole('heading', { name: /Appel 3/ })).toBeVisible()
      await stage.askForDoctor()
      await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
    },
  },
  {
    name: 'offres-ligne-de-temps',
    async take(stage) {
      await stage.open({})
      await stage.askForDoctor()
      await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
      await stage.keys('Alt+G', 'ArrowDown', 'ArrowRight')
      await expect(stage.page.locator('.tick--picked')).toBeVisible()
      await expect(stage.page.locator('#take-what')).toBeVisible()
    },
  },
  {
    name: 'offres-carte',
    async take(stage) {
      await stage.open({})
      await stage.askForDoctor()
      await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
      await stage.keys('Alt+C', 'ArrowDown', 'ArrowDown')
      await expect(stage.page.locator('.map__chosen')).toBeVisible()
    },
  },
  {
    name: 'offres-comparees',
    async take(stage) {
      await stage.open({})
      await stage.askForDoctor()
      await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
      await stage.keys('ArrowDown', 'Alt+E', 'ArrowDown')
      await expect(stage.page.getByRole('region', { name: 'Comparer' })).toBeAttached()
    },
  },
  {
    name: 'offres-filtre-vide',
    async take(stage) {
      await stage.open({})
      await stage.askForDoctor()
      await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
      await stage.type('zzz')
      await expect(stage.page.getByText('Aucune offre ne contient')).toBeVisible()
    },
  },
  {
    name: 'offres-sources',
    async take(stage) {
      await stage.open({})
      await stage.askForDoctor()
      await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
      await stage.page.getByRole('button', { name: /^7 sources/ }).press('Enter')
      await expect(stage.page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'appel-quand',
    async take(stage) {
      await stage.open({})
      await stage.page.getByRole('button', { name: /Quand/ }).press('Enter')
      await expect(stage.page.getByRole('listbox', { name: 'Quand' })).toBeVisible()
    },
  },
  {
    name: 'appel-liste-a-appeler',
    async take(stage) {
      await stage.open({})
      await stage.askForDoctor()
      await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
      await stage.keys('Shift+F6')
      await expect(stage.page.getByRole('option').first()).toBeVisible()
      await stage.keys('ArrowDown')
    },
  },
  {
    name: 'appel-plus-proches',
    async take(stage) {
      await stage.open({})
      await stage.askForDoctor()
      await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
      await stage.keys('ArrowDown', 'ArrowDown')
      await stage.script('arrive')
      await expect(stage.page.getByText('3 plus tôt')).toBeVisible()
    },
  },
  {
    name: 'appel-parti-sous-les-yeux',
    async take(stage) {
      await stage.open({})
      await stage.askForDoctor()
      await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
      await stage.keys('ArrowDown', 'ArrowDown')
      const { ask } = (await stage.script('state')) as { ask: { offers: { id: string; slots: { id: string }[] }[] } }
      const [, row] = ask.offers
      await stage.script('removeSlot', row?.id, row?.slots[0]?.id)
      await expect(grid(stage).getByText('parti')).toBeVisible()
    },
  },
  {
    name: 'appel-aucun-creneau',
    async take(stage) {
      await stage.open({ answering: 'none' })
      await stage.askForDoctor()
      await expect(stage.page.getByRole('heading', { name: 'Aucun créneau' })).toBeVisible()
    },
  },
  {
    name: 'appel-sources-en-panne',
    async take(stage) {
      await stage.open({ answering: 'failing', platform: { status: 'down', ms: null } })
      await stage.askForDoctor()
      await expect(stage.page.getByText('La plateforme est injoignable')).toBeVisible()
    },
  },
  {
    name: 'appel-sans-candidat',
    async take(stage) {
      await stage.open({ answering: 'problem:no-candidate' })
      await stage.type('médecine')
      await stage.keys('Enter')
      await stage.type('chambray')
      await stage.keys('Enter')
      await expect(stage.page.getByText('Aucun professionnel de l’annuaire')).toBeVisible()
    },
  },
  {
    name: 'appel-liaison-coupee',
    async take(stage) {
      await stage.open({})
      await stage.askForDoctor()
      await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
      await stage.script('setLink', false)
      await expect(stage.page.getByText('La liaison avec la console est coupée.')).toBeVisible()
    },
  },
  {
    name: 'appel-sans-droit',
    async take(stage) {
      await stage.open({ role: 'arm', rights: ['search'] })
      await stage.askForDoctor()
      await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
      await stage.keys('ArrowDown')
    },
  },
  {
    name: 'issue-choisi',
    async take(stage) {
      await stage.open({})
      await book(stage)
    },
  },
  {
    name: 'issue-reserve',
    async take(stage) {
      await stage.open({})
      await taken(stage, 'Réservé')
      await expect(stage.page.getByLabel('Texte pour le LRM')).toHaveValue(/RDV réservé/)
    },
  },
  {
    name: 'issue-envoye',
    async take(stage) {
      await stage.open({ ending: 'sent' })
      await taken(stage, 'Envoyé, réponse attendue')
    },
  },
  {
    name: 'issue-pris',
    async take(stage) {
      await stage.open({ ending: 'taken' })
      await taken(stage, 'Pris par un autre')
      await expect(stage.page.getByRole('button', { name: /chez le même/ })).toBeFocused()
    },
  },
  {
    name: 'issue-refuse',
    async take(stage) {
      await stage.open({ ending: 'refused' })
      await taken(stage, 'Refusé par la source')
    },
  },
  {
    name: 'issue-inconnue',
    async take(stage) {
      await stage.open({ ending: 'unknown' })
      await taken(stage, 'Issue inconnue')
    },
  },
  {
    name: 'issue-inconnue-appel-suivant',
    async take(stage) {
      await stage.open({ ending: 'unknown' })
      await taken(stage, 'Issue inconnue')
      await stage.keys('F2')
      await expect(stage.page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
      await expect(stage.page.getByRole('region', { name: 'En suspens' })).toBeVisible()
    },
  },
  {
    name: 'issue-page-ouverte',
    async take(stage) {
      await stage.open({ ending: 'waiting' })
      await taken(stage, 'Page ouverte')
    },
  },
  {
    name: 'issue-sans-rdv',
    async take(stage) {
      await stage.open({})
      await stage.askForDoctor()
      await expect(grid(stage).getByText('sans RDV')).toBeVisible()
      await stage.keys('Enter')
      await stage.keys('Enter')
      await status(stage, 'Orienté sans rendez-vous')
    },
  },
  {
    name: 'issue-autre',
    async take(stage) {
      await stage.open({})
      await stage.askForDoctor()
      await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
      await stage.keys('F6')
      await expect(stage.page.getByRole('listbox', { name: 'Autre issue' })).toBeFocused()
      await stage.keys('ArrowDown', 'ArrowDown')
      await expect(stage.page.locator('.choices__line[aria-selected=true]')).toBeVisible()
    },
  },
  {
    name: 'issue-annuler-demande',
    async take(stage) {
      await stage.open({})
      await taken(stage, 'Réservé')
      await stage.page.getByRole('button', { name: 'Annuler le rendez-vous' }).press('Enter')
      await expect(stage.page.getByRole('button', { name: /^Oui, annuler/ })).toBeVisible()
    },
  },
  {
    name: 'jour',
    async take(stage) {
      await stage.open({ ending: 'unknown' })
      await taken(stage, 'Issue inconnue')
      await stage.keys('F2', 'F9')
      await expect(stage.page.getByRole('listbox', { name: 'Suivi du jour' })).toBeFocused()
      await stage.keys('ArrowDown')
      await expect(stage.page.locator('.hit[aria-selected=true]')).toBeVisible()
    },
  },
  {
    name: 'issue-creneau-parti',
    async take(stage) {
      await stage.open({ ending: 'problem:slot-gone' })
      await book(stage)
      await stage.keys('Enter')
      await expect(stage.page.getByText('Ce créneau n’est plus proposé')).toBeVisible()
    },
  },
  {
    name: 'issue-deja-en-attente',
    async take(stage) {
      await stage.open({ ending: 'problem:need-pending' })
      await book(stage)
      await stage.keys('Enter')
      await expect(stage.page.getByRole('button', { name: 'Prendre quand même' })).toBeVisible()
      await expect(stage.page.getByRole('button', { name: 'Revenir aux offres' })).toBeFocused()
    },
  },
  {
    name: 'issue-liaison-coupee',
    async take(stage) {
      await stage.open({ ending: 'lost' })
      await book(stage)
      await stage.keys('Enter')
      await expect(stage.page.getByText('Liaison coupée pendant l’envoi')).toBeVisible()
    },
  },
  {
    name: 'annuaire',
    async take(stage) {
      await stage.open({})
      await expect(stage.page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
      await stage.keys('F3')
      await expect(stage.page.getByRole('combobox', { name: 'Annuaire' })).toBeFocused()
      await stage.type('tours')
      await expect(stage.page.getByRole('option').first()).toBeVisible()
      await stage.keys('ArrowDown')
    },
  },
  {
    name: 'annuaire-vide',
    async take(stage) {
      await stage.open({ directory: 'empty' })
      await expect(stage.page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
      await stage.keys('F3')
      await stage.type('tours')
      await expect(stage.page.getByText('L’annuaire de ce poste est vide')).toBeVisible()
    },
  },
  {
    name: 'tableau-a-propos',
    async take(stage) {
      await stage.open({})
      await expect(stage.page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
      await stage.keys('Alt+t')
      await expect(stage.page.getByRole('tab', { name: 'À propos' })).toBeFocused()
      await expect(stage.page.getByText('Adresses que cette console peut joindre')).toBeVisible()
    },
  },
  {
    name: 'tableau-reglages',
    async take(stage) {
      await stage.open({})
      await expect(stage.page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
      await stage.keys('Alt+t')
      await stage.page.getByRole('tab', { name: 'Réglages' }).click()
      await expect(stage.page.getByText('géré par l’établissement').first()).toBeVisible()
    },
  },
  {
    name: 'touches',
    async take(stage) {
      await stage.open({})
      await expect(stage.page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
      await stage.keys('F1')
      await expect(stage.page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'messages',
    async take(stage) {
      await stage.open({})
      await taken(stage, 'Réservé')
      await stage.keys('F7')
      await expect(stage.page.locator('.notice')).toBeVisible()
      await stage.keys('Alt+h')
      await expect(stage.page.getByRole('dialog', { name: 'Derniers avis' })).toBeVisible()
    },
  },
  {
    name: 'tableau-ce-poste',
    async take(stage) {
      await stage.open({})
      await expect(stage.page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
      await stage.keys('Alt+t')
      await stage.page.getByRole('tab', { name: 'Ce poste' }).click()
      await expect(stage.page.getByRole('button', { name: /^Écouter/ }).first()).toBeVisible()
    },
  },
  {
    name: 'visite',
    async take(stage) {
      await stage.open({})
      await tour(stage)
      await stage.askForDoctor()
      await expect(grid(stage).getByText('dans 35 min')).toBeVisible()
      await stage.keys('ArrowDown', 'Enter')
      await expect(stage.page.getByRole('heading', { name: 'Prendre' })).toBeVisible()
    },
  },
  {
    name: 'visite-finie',
    async take(stage) {
      await stage.open({})
      await tour(stage)
      const next = stage.page.getByRole('button', { name: 'Suivant', exact: true })
      for (let step = 0; step < 11; step++) await next.click()
      await expect(stage.page.getByRole('heading', { name: 'Terminé' })).toBeVisible()
    },
  },
  {
    name: 'visite-repliee',
    async take(stage) {
      await stage.open({})
      await tour(stage)
      await stage.resize({ width: 480, height: 768, dark: false })
      await stage.page.getByRole('button', { name: 'Texte', exact: true }).click()
      await expect(stage.page.getByText('Taper quelques lettres dans')).toBeHidden()
    },
  },
  {
    name: 'mots-du-poste',
    async take(stage) {
      await stage.open({})
      await expect(stage.page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
      await stage.keys('Control+k')
      await stage.type('mots du poste')
      await stage.keys('Enter')
      await expect(stage.page.getByRole('dialog', { name: 'Les mots du poste' })).toBeVisible()
    },
  },
  {
    name: 'palette',
    async take(stage) {
      await stage.open({})
      await expect(stage.page.getByRole('combobox', { name: 'Besoin' })).toBeFocused()
      await stage.keys('Control+k')
      await expect(stage.page.getByRole('dialog')).toBeVisible()
    },
  },
]

/** The screen beside nothing and docked beside the LRM, in both themes; the first is the one where the state is made. */
export const SIZES = [
  { suffix: '1366-clair', width: 1366, height: 768, dark: false },
  { suffix: '1366-sombre', width: 1366, height: 768, dark: true },
  { suffix: '480-clair', width: 480, height: 768, dark: false },
  { suffix: '480-sombre', width: 480, height: 768, dark: true },
]
