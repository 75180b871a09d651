/** The card, in words: what it is, then the next step. */
export const card = {
  inWords: 'carte : {{word}}',
  practice: 'Carte d’exercice',
  reader: 'Lecteur : {{reader}}',
  expires: 'Certificat valable jusqu’au {{date}}',
  kind: {
    CPS: 'carte CPS',
    CPF: 'carte CPF',
    CPE: 'carte CPE',
    CPA: 'carte CPA',
  },
  status: {
    starting: { what: 'Le lecteur de cartes démarre.', next: 'Un instant.', word: 'démarre' },
    'module-missing': {
      what: 'Le logiciel de lecture des cartes (Cryptolib) est introuvable.',
      next: 'Prévenir le service informatique avec le détail ci-dessous.',
      word: 'module absent',
    },
    'module-invalid': {
      what: 'Le fichier indiqué n’est pas un module de lecture de cartes.',
      next: 'Prévenir le service informatique avec le détail ci-dessous.',
      word: 'module invalide',
    },
    'module-hung': {
      what: 'Le logiciel de lecture des cartes ne répond plus.',
      next: 'Il est relancé tout seul ; patienter quelques secondes.',
      word: 'module bloqué',
    },
    absent: { what: 'Pas de carte dans le lecteur.', next: 'Insérer la carte, puce en avant.', word: 'absente' },
    unreadable: {
      what: 'La carte ne répond pas.',
      next: 'La retirer, vérifier son sens, l’insérer de nouveau.',
      word: 'illisible',
    },
    contactless: {
      what: 'La carte est lue sans contact : cela ne prouve pas qui la tient.',
      next: 'L’insérer dans la fente du lecteur.',
      word: 'sans contact',
    },
    foreign: {
      what: 'Cette carte n’est ni une CPS ni une CPE.',
      next: 'Insérer une carte de professionnel ou d’établissement.',
      word: 'non reconnue',
    },
    expired: {
      what: 'Le certificat de cette carte n’est plus valable.',
      next: 'Prendre une autre carte et demander le renouvellement de celle-ci.',
      word: 'expirée',
    },
    locked: {
      what: 'Le code de cette carte est bloqué.',
      next: 'La débloquer avec CPS-Gestion et le code de secours, ou prendre une autre carte.',
      word: 'bloquée',
    },
    ready: { what: 'Carte lue.', next: 'Saisir le code porteur à 4 chiffres, puis Entrée.', word: 'présente' },
  },
  tries: {
    unknown: 'Nombre d’essais inconnu',
    normal: 'Aucune erreur de code récente',
    low: 'Attention : un code faux a déjà été saisi. Deux erreurs de plus bloquent la carte.',
    final: 'Dernier essai : une erreur de plus bloque la carte.',
    none: 'Plus aucun essai',
  },
} as const
