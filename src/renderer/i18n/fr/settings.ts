export const settings = {
  sandbox: 'Bac à sable',
  sandboxWhat: 'Plateforme, territoire et cartes fictifs : aucun vrai rendez-vous.',
  theme: 'Thème',
  themeWord: { system: 'thème du poste', light: 'clair', dark: 'sombre' },
  platform: {
    unknown: 'plateforme pas encore jointe',
    up: 'plateforme {{ms}} ms',
    slow: 'plateforme lente {{ms}} ms',
    down: 'plateforme injoignable',
    untrusted: 'plateforme : certificat refusé',
  },
  platformDown: {
    what: 'La plateforme est injoignable.',
    kept: 'L’appel, l’annuaire et les téléphones restent utilisables ; les créneaux affichés sont à confirmer par téléphone.',
    next: 'La liaison est retentée toute seule.',
  },
  platformUntrusted: {
    what: 'La plateforme présente un certificat qui n’est pas reconnu.',
    kept: 'Rien ne lui est envoyé. L’annuaire et les téléphones restent utilisables.',
    next: 'Prévenir le service informatique : ne pas insister.',
  },
  problems_one: '{{count}} réglage à corriger',
  problems_other: '{{count}} réglages à corriger',
  problemsWhat: 'La console a démarré sur le reste.',
  problemKind: {
    'unknown-key': 'clé inconnue',
    'wrong-value': 'valeur incorrecte',
    missing: 'valeur manquante',
    'unreadable-file': 'fichier illisible',
  },
  profile: { sandbox: 'bac à sable', production: 'production' },
} as const
