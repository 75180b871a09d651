/** The card, in words: what it is, then the next step. */
export const card = {
  inWords: 'carte : {{word}}',
  practice: 'Carte d’exercice',
  reader: 'Lecteur : {{reader}}',
  expires: 'Certificat valable jusqu’au {{date}}',
  choice: {
    title: 'Plusieurs cartes sont là : laquelle est la vôtre ?',
    reader: '{{kind}} dans « {{reader}} »',
    noReader: 'lecteur sans nom',
  },
  ends: {
    soon_one: 'Cette carte expire demain : en demander une autre sans tarder.',
    soon_other: 'Cette carte expire dans {{count}} jours : en demander une autre sans tarder.',
    today: 'Cette carte expire aujourd’hui : en demander une autre sans tarder.',
  },
  pinPad: 'Le code se tape sur les touches du lecteur.',
  board: {
    title: 'Carte',
    what: 'Du module au certificat, ce qui sépare ce poste d’une carte. Rien n’y dit à qui elle est.',
    again: 'Regarder de nouveau',
    copy: 'Copier pour le service informatique',
    copied: 'Copié.',
    notCopied: 'La copie n’a pas été permise : sélectionner les lignes.',
    looking: 'Regarde…',
    state: { ok: 'bon', warn: 'à voir', bad: 'à corriger', info: 'pour information' },
  },
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
    'module-too-old': {
      what: 'Le logiciel de lecture des cartes (Cryptolib) est trop ancien.',
      next: 'Prévenir le service informatique : il faut la Cryptolib CPS 5.2.2 ou plus récente.',
      word: 'module ancien',
    },
    'module-wrong-bits': {
      what: 'Le logiciel de lecture des cartes n’est pas fait pour cette console (32 ou 64 bits).',
      next: 'Prévenir le service informatique : installer la Cryptolib CPS en 64 bits.',
      word: 'module inadapté',
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
