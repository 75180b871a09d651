/** What keeps the directory or a roster from coming: three sentences, as in `problem.ts`. */
export const directoryProblem = {
  'nothing-newer': {
    what: 'Aucune source n’a de contenu plus récent que l’annuaire en place.',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Rien à faire. Pour reprendre le même contenu, demander un nouvel import.',
  },
  'not-configured': {
    what: 'Aucune adresse ni aucun fichier n’est réglé pour cela.',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Compléter la section « directory » des réglages.',
  },
  'source-unreachable': {
    what: 'La source ne répond pas ({{host}}).',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Vérifier le réseau ; l’essai suivant reprendra où celui-ci s’est arrêté.',
  },
  'source-refused': {
    what: 'La source a refusé la demande ({{host}}).',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Vérifier l’adresse, la clé et les hôtes admis dans les réglages.',
  },
  'source-untrusted': {
    what: 'La source n’a pas prouvé qui elle est ({{host}}, {{code}}).',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Vérifier les autorités réglées pour cette adresse.',
  },
  'source-too-large': {
    what: 'Le fichier de la source est plus gros que permis ({{host}}).',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Vérifier l’adresse, ou relever la taille admise dans les réglages.',
  },
  'source-altered': {
    what: 'Le fichier reçu n’est pas celui qui est publié ({{host}}, {{code}}).',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Recommencer plus tard ; si cela revient, prévenir le service informatique.',
  },
  'consent-needed': {
    what: 'Personne n’a encore accepté ici que l’adresse d’un appelant soit envoyée à {{host}}.',
    kept: 'Rien n’est sorti du poste.',
    next: 'L’accepter, ou chercher par la commune.',
  },
  'source-busy': {
    what: 'La source demande d’attendre.',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Recommencer dans une minute.',
  },
  'file-unreadable': {
    what: 'Le fichier « {{file}} » ne peut pas être lu ({{code}}).',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Vérifier son emplacement et les droits du dossier.',
  },
  'file-damaged': {
    what: 'Le fichier « {{file}} » est abîmé ({{code}}).',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Reprendre la copie du fichier à la source.',
  },
  'not-utf8': {
    what: 'Le fichier n’est pas en UTF-8.',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Le reprendre à la source, sans passer par un tableur.',
  },
  'not-finess': {
    what: '« {{file}} » n’est pas un fichier FINESS+ ni l’ancien fichier FINESS.',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Vérifier le fichier ou l’adresse des établissements.',
  },
  'column-missing': {
    what: 'Il manque des colonnes au fichier : {{columns}}.',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Vérifier que c’est le bon fichier ; si son format a changé, prévenir le service informatique.',
  },
  'no-rows': {
    what: 'Aucune ligne du fichier n’est utilisable.',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Vérifier que c’est le bon fichier.',
  },
  disk: {
    what: 'L’annuaire ne peut pas être écrit ({{code}}).',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Vérifier la place libre et les droits du dossier.',
  },
  'file-truncated': {
    what: 'Le fichier s’arrête avant sa fin ({{kept}} au lieu de {{before}}).',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Reprendre la copie du fichier.',
  },
  'content-older': {
    what: 'Le contenu proposé ({{content}}) est plus ancien que celui en place ({{before}}).',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Prendre le dernier fichier publié ; sinon, un responsable peut l’accepter.',
  },
  'rows-fallen': {
    what: 'Le fichier perd trop d’activités ({{kept}} au lieu de {{before}}).',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Vérifier que le fichier est entier ; sinon, un responsable peut l’accepter.',
  },
  'structures-fallen': {
    what: 'Le fichier perd trop d’établissements ({{kept}} au lieu de {{before}}).',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Vérifier que le fichier est entier ; sinon, un responsable peut l’accepter.',
  },
  'skills-fallen': {
    what: 'Le fichier « SavoirFaire » perd trop de savoir-faire ({{kept}} au lieu de {{before}}).',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Vérifier que le fichier est entier ; sinon, un responsable peut l’accepter.',
  },
  'services-fallen': {
    what: 'Le fichier des autorisations en perd trop ({{kept}} au lieu de {{before}}).',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Vérifier que le fichier est entier ; sinon, un responsable peut l’accepter.',
  },
  'communes-lost': {
    what: 'Trop de lieux y sont sans commune ({{percent}} %, contre {{before}} %).',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Vérifier les colonnes d’adresse ; sinon, un responsable peut l’accepter.',
  },
  'key-unreadable': {
    what: 'La clé publique du site ne peut pas être lue.',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Vérifier le fichier de la clé dans les réglages (Ed25519, PEM).',
  },
  'snapshot-unreadable': {
    what: 'Le fichier n’est pas un annuaire signé lisible ({{code}}).',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Vérifier le partage ou l’adresse de l’annuaire du site.',
  },
  'signature-wrong': {
    what: 'La signature n’est pas celle du site.',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Prévenir le service informatique : le fichier vient d’ailleurs ou a été changé.',
  },
  'snapshot-truncated': {
    what: 'L’annuaire du site est incomplet.',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Attendre la fin de sa copie, puis recommencer.',
  },
  'snapshot-altered': {
    what: 'L’annuaire du site n’est pas celui qui a été signé.',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Reprendre sa copie ; si cela revient, prévenir le service informatique.',
  },
  'snapshot-version': {
    what: 'L’annuaire du site est fait par une autre version de Relais.',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Le refaire avec la version des postes.',
  },
  'snapshot-base': {
    what: 'La mise à jour proposée part d’un autre annuaire que celui en place.',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'L’annuaire entier du site sera pris à la place.',
  },
  'switch-failed': {
    what: 'Le nouvel annuaire ne peut pas prendre la place de l’ancien ({{code}}).',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Vérifier les droits du dossier, puis recommencer.',
  },
  'writer-failed': {
    what: 'L’import s’est arrêté de lui-même ({{code}}).',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Recommencer ; si cela revient, prévenir le service informatique avec ce code.',
  },
  'nothing-refused': {
    what: 'Aucun import refusé n’attend d’être accepté.',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Rouvrir le tableau.',
  },
  'no-previous': {
    what: 'Il n’y a pas d’annuaire précédent lisible.',
    kept: 'L’annuaire en place est resté tel quel.',
    next: 'Importer le fichier voulu.',
  },
  'roster-too-large': {
    what: 'La liste est trop grande.',
    kept: 'Les listes en place sont restées telles quelles.',
    next: 'La déposer dans le dossier surveillé, ou la découper en plusieurs fichiers.',
  },
  'roster-unreadable': {
    what: 'La liste ne peut pas être lue ({{code}}).',
    kept: 'Les listes en place sont restées telles quelles.',
    next: 'L’enregistrer en CSV ou en XLSX, puis recommencer.',
  },
  'roster-unknown': {
    what: 'Les colonnes ne sont celles d’aucun modèle de liste.',
    kept: 'Les listes en place sont restées telles quelles.',
    next: 'Partir d’un des modèles proposés.',
  },
  'roster-empty': {
    what: 'Aucune ligne de la liste n’est utilisable.',
    kept: 'Les listes en place sont restées telles quelles.',
    next: 'Corriger les cellules signalées, puis recommencer.',
  },
  'roster-gone': {
    what: 'Cette liste n’est plus là.',
    kept: 'Les listes en place sont restées telles quelles.',
    next: 'Rouvrir le tableau.',
  },
} as const
