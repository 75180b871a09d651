/** A problem in three sentences: what happened, what was kept, what to do. One entry for each kind of the contract. */
import { directoryProblem } from './directory-problem.ts'

export const problem = {
  ...directoryProblem,
  'invalid-input': {
    what: 'Une valeur envoyée n’a pas été comprise ({{path}}).',
    kept: 'Rien n’a été fait ; la saisie est gardée.',
    next: 'Corriger la saisie. Si cela revient, prévenir le service informatique avec le code qui suit.',
  },
  'invalid-answer': {
    what: 'La console a répondu autre chose que prévu.',
    kept: 'L’appel et la saisie sont gardés.',
    next: 'Recommencer l’action. Si cela revient, prévenir le service informatique avec le code qui suit.',
  },
  'unknown-call': {
    what: 'L’écran et la console ne sont pas de la même version.',
    kept: 'L’appel et la saisie sont gardés.',
    next: 'Relancer Relais dès que l’appel est terminé.',
  },
  'not-signed-in': {
    what: 'Personne n’est identifié à ce poste.',
    kept: 'Rien n’a été fait.',
    next: 'Insérer la carte et saisir son code.',
  },
  locked: {
    what: 'Le poste est verrouillé.',
    kept: 'L’appel est gardé tel quel.',
    next: 'Saisir le code de la carte pour reprendre.',
  },
  'not-allowed': {
    what: 'Votre rôle ne permet pas cette action.',
    kept: 'Rien n’a été fait.',
    next: 'La demander à qui en a le droit : {{roles}}.',
  },
  defect: {
    what: 'La console a rencontré une erreur interne.',
    kept: 'L’appel et la saisie sont gardés.',
    next: 'Recommencer l’action. Si cela revient, prévenir le service informatique avec le code qui suit.',
  },
  'console-unreachable': {
    what: 'L’écran ne joint plus la console de ce poste.',
    kept: 'Ce qui est affiché et saisi est gardé.',
    next: 'La liaison est retentée toute seule. Si elle ne revient pas, relancer Relais.',
  },
  'place-needed': {
    what: 'Il manque le lieu.',
    kept: 'Le besoin est gardé.',
    next: 'Dire où se trouve l’appelant.',
  },
  'place-without-position': {
    what: 'Cette commune n’a pas de position connue : les distances ne peuvent pas être calculées.',
    kept: 'La question est gardée.',
    next: 'Choisir une commune voisine.',
  },
  'nobody-there': {
    what: 'L’annuaire ne connaît personne qui exerce dans cet établissement.',
    kept: 'La question est gardée.',
    next: 'L’appeler ({{F3}} donne son numéro), ou demander un besoin et un lieu.',
  },
  'no-candidate': {
    what: 'Aucun professionnel de l’annuaire ne répond à ce besoin dans ce rayon.',
    kept: 'La question est gardée.',
    next: 'Élargir le rayon par {{F8}}, changer de besoin ou de lieu.',
  },
  'directory-empty': {
    what: 'L’annuaire de ce poste est vide.',
    kept: 'La saisie est gardée.',
    next: 'Prévenir le service informatique : un annuaire est à importer.',
  },
  'directory-busy': {
    what: 'L’annuaire est occupé par un import.',
    kept: 'La saisie est gardée.',
    next: 'Attendre la fin de l’import, suivie en bas de l’écran.',
  },
  'directory-broken': {
    what: 'Le fichier de l’annuaire est illisible.',
    kept: 'Les créneaux déjà affichés restent utilisables.',
    next: 'Prévenir le service informatique : l’annuaire est à réimporter.',
  },
  'source-unknown': {
    what: 'Cette source n’est pas dans les réglages.',
    kept: 'Rien n’a été demandé.',
    next: 'Rouvrir le tableau.',
  },
  'ask-gone': {
    what: 'Cette recherche n’est plus en mémoire.',
    kept: 'La question est gardée.',
    next: 'Changer « Quand », y revenir : la recherche repart.',
  },
  'calls-full': {
    what: 'Neuf appels sont déjà ouverts sur ce poste.',
    kept: 'Tous sont gardés, celui-ci reste à l’écran.',
    next: 'Terminer un appel par {{F2}}, puis recommencer.',
  },
  'call-ended': {
    what: 'Cet appel est déjà terminé.',
    kept: 'Les rendez-vous pris sont gardés.',
    next: 'Continuer avec l’appel en cours.',
  },
  'pin-format': {
    what: 'Le code a 4 chiffres.',
    kept: 'Aucun essai n’a été compté.',
    next: 'Saisir les 4 chiffres du code porteur.',
  },
  'pin-wrong': {
    what: 'Ce n’est pas le bon code.',
    kept: 'La carte a compté un essai.',
    next: 'Saisir de nouveau le code. Trois erreurs de suite bloquent la carte.',
  },
  'pin-locked': {
    what: 'Le code de cette carte est bloqué.',
    kept: 'L’appel éventuel est gardé.',
    next: 'La débloquer avec CPS-Gestion et le code de secours, ou prendre une autre carte.',
  },
  'pin-final-try': {
    what: 'Il ne reste qu’un essai avant le blocage de la carte.',
    kept: 'Aucun essai n’a été utilisé.',
    next: 'Cocher la case pour utiliser le dernier essai, ou vérifier le code avant.',
  },
  'pin-cancelled': {
    what: 'La saisie du code a été annulée sur le lecteur.',
    kept: 'Aucun essai n’a été compté.',
    next: 'Recommencer, et taper le code sur les touches du lecteur.',
  },
  'card-absent': {
    what: 'Il n’y a pas de carte dans le lecteur.',
    kept: 'L’appel éventuel est gardé.',
    next: 'Insérer la carte, puce en avant.',
  },
  'card-unreadable': {
    what: 'La carte ne répond pas.',
    kept: 'Aucun essai n’a été compté.',
    next: 'La retirer, vérifier son sens, l’insérer de nouveau.',
  },
  'card-contactless': {
    what: 'La carte est lue sans contact : cela ne prouve pas qui la tient.',
    kept: 'Aucun essai n’a été compté.',
    next: 'L’insérer dans la fente du lecteur.',
  },
  'card-foreign': {
    what: 'Cette carte n’est ni une CPS ni une CPE.',
    kept: 'Aucun essai n’a été compté.',
    next: 'Insérer une carte de professionnel ou d’établissement.',
  },
  'card-expired': {
    what: 'Le certificat de cette carte n’est plus valable.',
    kept: 'Aucun essai n’a été compté.',
    next: 'Prendre une autre carte et demander le renouvellement de celle-ci.',
  },
  'card-changed': {
    what: 'La carte a été changée pendant l’ouverture de session.',
    kept: 'Aucune session n’est ouverte.',
    next: 'Laisser la carte en place et saisir de nouveau le code.',
  },
  'card-failed': {
    what: 'La carte n’a pas pu signer.',
    kept: 'Aucune session n’est ouverte.',
    next: 'Retirer la carte, l’insérer de nouveau, recommencer.',
  },
  'module-missing': {
    what: 'Le logiciel de lecture des cartes (Cryptolib) est introuvable sur ce poste.',
    kept: 'L’appel éventuel est gardé.',
    next: 'Prévenir le service informatique avec le code qui suit.',
  },
  'module-invalid': {
    what: 'Le fichier indiqué pour lire les cartes n’est pas un module de carte.',
    kept: 'L’appel éventuel est gardé.',
    next: 'Prévenir le service informatique avec le code qui suit.',
  },
  'module-too-old': {
    what: 'Le logiciel de lecture des cartes (Cryptolib) de ce poste est trop ancien.',
    kept: 'L’appel éventuel est gardé.',
    next: 'Prévenir le service informatique : il faut la Cryptolib CPS 5.2.2 ou plus récente.',
  },
  'module-wrong-bits': {
    what: 'Le logiciel de lecture des cartes n’est pas fait pour cette console (32 ou 64 bits).',
    kept: 'L’appel éventuel est gardé.',
    next: 'Prévenir le service informatique : installer la Cryptolib CPS en 64 bits.',
  },
  'module-hung': {
    what: 'Le logiciel de lecture des cartes ne répond plus ; il est relancé.',
    kept: 'L’appel éventuel est gardé.',
    next: 'Attendre quelques secondes, puis saisir de nouveau le code.',
  },
  'server-unreachable': {
    what: 'Le service d’ouverture de session ne répond pas.',
    kept: 'Le code était bon ; aucun essai n’est perdu.',
    next: 'Recommencer. Si cela dure, prévenir le service informatique.',
  },
  'server-untrusted': {
    what: 'Le service d’ouverture de session présente un certificat inconnu.',
    kept: 'Rien ne lui a été envoyé.',
    next: 'Prévenir le service informatique : ne pas insister.',
  },
  'server-expired': {
    what: 'Le service d’ouverture de session présente un certificat hors de ses dates de validité : le sien, ou celui d’une autorité au-dessus.',
    kept: 'Rien ne lui a été envoyé ; le code était bon, aucun essai n’est perdu.',
    next: 'Vérifier la date du poste ; si elle est juste, prévenir le service informatique.',
  },
  'server-answer': {
    what: 'Le service d’ouverture de session a donné une réponse incompréhensible.',
    kept: 'Aucune session n’est ouverte.',
    next: 'Recommencer. Si cela revient, prévenir le service informatique.',
  },
  'refused-certificate': {
    what: 'Le certificat de la carte a été refusé.',
    kept: 'Aucune session n’est ouverte.',
    next: 'Prendre une autre carte ou prévenir le service informatique.',
  },
  'refused-expired': {
    what: 'Le certificat de la carte est hors de ses dates de validité.',
    kept: 'Aucune session n’est ouverte.',
    next: 'Prendre une autre carte ; vérifier la date du poste.',
  },
  'refused-revoked': {
    what: 'Cette carte a été mise en opposition.',
    kept: 'Aucune session n’est ouverte.',
    next: 'Prendre une autre carte.',
  },
  'refused-chain': {
    what: 'Le certificat de la carte ne vient pas d’une autorité reconnue.',
    kept: 'Aucune session n’est ouverte.',
    next: 'Prendre une autre carte ou prévenir le service informatique.',
  },
  'refused-authority-expired': {
    what: 'L’autorité qui a émis cette carte est hors de ses dates de validité.',
    kept: 'Aucune session n’est ouverte ; le code était bon, aucun essai n’est perdu.',
    next: 'Vérifier la date du poste, puis prévenir le service informatique : les autorités des cartes sont à mettre à jour.',
  },
  'refused-environment': {
    what: 'Une carte de test n’ouvre pas de session sur la plateforme réelle, ni l’inverse.',
    kept: 'Aucune session n’est ouverte.',
    next: 'Prendre la carte qui convient à cette plateforme.',
  },
  'refused-unknown-person': {
    what: 'La personne de cette carte n’est pas connue du service.',
    kept: 'Aucune session n’est ouverte.',
    next: 'Faire ajouter son compte par le service informatique.',
  },
  'refused-status-unknown': {
    what: 'Le service ne répond pas, et ce poste ne peut pas vérifier si cette carte est en opposition.',
    kept: 'Le code était bon ; aucun essai n’est perdu.',
    next: 'Attendre le retour du service ; l’annuaire papier et le téléphone restent la voie de secours.',
  },
  'refused-clock': {
    what: 'L’horloge de ce poste n’est pas à l’heure du service : la signature a été refusée.',
    kept: 'Le code était bon ; aucun essai n’est perdu.',
    next: 'Faire remettre le poste à l’heure par le service informatique, puis recommencer.',
  },
  'clock-off': {
    what: 'L’horloge de ce poste est décalée de {{minutes}} min : aucune session ne peut s’ouvrir.',
    kept: 'Le code était bon ; aucun essai n’est perdu.',
    next: 'Faire remettre le poste à l’heure par le service informatique, puis recommencer.',
  },
  'approval-not-open': {
    what: 'La demande d’approbation est terminée.',
    kept: 'Rien n’a été approuvé ; l’appel est gardé.',
    next: 'La demander de nouveau si elle est encore utile.',
  },
  'approval-same-person': {
    what: 'Cette carte est celle de la personne qui demande : il en faut une autre.',
    kept: 'Rien n’a été approuvé ; l’appel est gardé.',
    next: 'Faire présenter sa carte à une seconde personne.',
  },
  'approval-no-right': {
    what: 'La personne de cette carte ne peut pas donner cette approbation.',
    kept: 'Rien n’a été approuvé ; l’appel est gardé.',
    next: 'La demander à qui en a le droit : {{roles}}.',
  },
  'proof-ended': {
    what: 'Le service ne confirme plus cette session : aucune réservation ne part.',
    kept: 'Rien n’a été réservé ; l’appel, l’annuaire et les téléphones restent là.',
    next: 'Téléphoner au cabinet ; verrouiller par {{F12}} et redonner le code de la carte pour reprendre.',
  },
  'degraded-no-booking': {
    what: 'En mode dégradé, ce poste ne réserve pas ce créneau.',
    kept: 'Rien n’a été réservé ; l’appel est gardé.',
    next: 'Téléphoner au cabinet ; la réservation revient toute seule avec le service.',
  },
  'psc-refused': {
    what: 'La demande a été refusée sur le téléphone ou dans le navigateur.',
    kept: 'Aucune session n’est ouverte.',
    next: 'Recommencer, ou insérer la carte.',
  },
  'psc-expired': {
    what: 'Personne n’a répondu à temps à Pro Santé Connect.',
    kept: 'Aucune session n’est ouverte.',
    next: 'Recommencer, ou insérer la carte.',
  },
  'psc-cancelled': {
    what: 'La demande à Pro Santé Connect est abandonnée.',
    kept: 'Aucune session n’est ouverte.',
    next: 'Recommencer, ou insérer la carte.',
  },
  'psc-page': {
    what: 'La page à ouvrir n’est pas de celles que le site permet, ou le navigateur ne s’est pas ouvert.',
    kept: 'Rien n’a été ouvert.',
    next: 'Insérer la carte ; prévenir le service informatique.',
  },
  'vendor-page-unknown': {
    what: 'La page de cet éditeur ne peut pas être ouverte d’ici.',
    kept: 'Rien n’a été fait.',
    next: 'L’ouvrir depuis un créneau de cet éditeur, ou prévenir le service informatique.',
  },
  'psc-unavailable': {
    what: 'Ce poste n’offre pas cette voie de Pro Santé Connect.',
    kept: 'Aucune session n’est ouverte.',
    next: 'Insérer la carte.',
  },
  'refused-nonce': {
    what: 'L’ouverture a pris trop de temps : le service n’a pas retenu la signature.',
    kept: 'Le code était bon ; aucun essai n’est perdu.',
    next: 'Recommencer.',
  },
  refused: {
    what: 'Le service a refusé l’ouverture de session.',
    kept: 'Aucune session n’est ouverte.',
    next: 'Recommencer. Si cela revient, prévenir le service informatique.',
  },
  busy: {
    what: 'Une ouverture de session est déjà en cours.',
    kept: 'Elle continue.',
    next: 'Attendre sa fin.',
  },
  'slot-gone': {
    what: 'Ce créneau n’est plus proposé.',
    kept: 'Rien n’a été réservé ; l’appel est gardé.',
    next: 'Prendre l’un des créneaux suivants.',
  },
  'slot-past': {
    what: 'L’heure de ce créneau est passée.',
    kept: 'Rien n’a été réservé ; l’appel est gardé.',
    next: 'Prendre l’un des créneaux suivants.',
  },
  'slot-unknown': {
    what: 'La console ne connaît plus ce créneau.',
    kept: 'Rien n’a été réservé ; l’appel est gardé.',
    next: 'Changer « Quand », y revenir : la recherche repart. Puis le choisir de nouveau.',
  },
  'need-pending': {
    what: 'Une réservation de cet appel attend encore son issue.',
    kept: 'Elle est suivie ; rien d’autre n’a été envoyé.',
    next: 'Attendre son issue, ou prendre quand même ce créneau en connaissance de cause.',
  },
  'need-booked': {
    what: 'Un rendez-vous est déjà pris pour cet appel.',
    kept: 'Il est gardé ; rien d’autre n’a été envoyé.',
    next: 'Pour un autre besoin, passer à l’appel suivant par {{F2}}.',
  },
  'disk-failed': {
    what: 'La demande n’a pas pu être enregistrée : elle n’est pas partie.',
    kept: 'Rien n’a été réservé ; l’appel est gardé.',
    next: 'Téléphoner au cabinet et prévenir le service informatique (disque plein ou protégé).',
  },
  'launch-gone': {
    what: 'Cet appel du LRM n’est plus en attente.',
    kept: 'L’appel en cours est gardé.',
    next: 'Relancer depuis le LRM.',
  },
  'journal-failed': {
    what: 'Le journal du poste ne peut pas être écrit : la demande n’a pas été envoyée.',
    kept: 'Rien n’a été réservé ; l’appel est gardé.',
    next: 'Téléphoner au cabinet et prévenir le service informatique (disque plein, ou clé du poste illisible).',
  },
  'link-unsafe': {
    what: 'L’adresse de réservation donnée par la source n’est pas sûre : elle n’a pas été ouverte.',
    kept: 'Rien n’a été réservé ; l’appel est gardé.',
    next: 'Téléphoner au cabinet, ou prendre un autre créneau.',
  },
  'intent-conflict': {
    what: 'Cette demande a déjà servi pour un autre créneau.',
    kept: 'Rien de nouveau n’a été envoyé.',
    next: 'Choisir de nouveau le créneau.',
  },
  'beyond-limit': {
    what: 'Ce créneau est au-delà de la limite clinique de l’appel.',
    kept: 'Rien n’a été réservé ; le créneau reste choisi.',
    next: 'Donner un motif si vous pouvez en décider, sinon demander l’accord du médecin régulateur.',
  },
  'reason-unknown': {
    what: 'Ce motif n’est plus dans les réglages.',
    kept: 'Rien n’a été réservé ; le créneau reste choisi.',
    next: 'En choisir un autre.',
  },
  'approval-refused': {
    what: 'L’accord du médecin n’est pas valable, ou a déjà servi.',
    kept: 'Rien n’a été réservé ; le créneau reste choisi.',
    next: 'Redemander l’accord du médecin régulateur.',
  },
  'dial-failed': {
    what: 'Le téléphone de ce poste n’a pas pris le numéro.',
    kept: 'Rien n’a été noté.',
    next: 'Composer le numéro à la main.',
  },
  'place-unknown': {
    what: 'Cet établissement n’est plus dans la liste.',
    kept: 'L’issue reste notée, sans établissement.',
    next: 'En choisir un dans la liste relue.',
  },
  'person-unknown': {
    what: 'Ce professionnel n’est plus dans la recherche.',
    kept: 'Rien n’a été noté.',
    next: 'Changer « Quand », y revenir : la recherche repart.',
  },
  'not-changeable': {
    what: 'Ce rendez-vous ne peut pas être changé d’ici.',
    kept: 'Il reste tel quel.',
    next: 'Téléphoner au cabinet, ou passer par la page de l’éditeur.',
  },
  'orientation-unknown': {
    what: 'La console ne connaît pas cette réservation.',
    kept: 'Rien n’a été changé.',
    next: 'Rouvrir le suivi par {{F9}}.',
  },
  'orientation-settled': {
    what: 'L’issue de cette réservation est déjà connue.',
    kept: 'Elle n’a pas été changée.',
    next: 'Lire son état à l’écran.',
  },
  other: {
    what: 'Une erreur que l’écran ne connaît pas est survenue.',
    kept: 'L’appel et la saisie sont gardés.',
    next: 'Recommencer l’action. Si cela revient, prévenir le service informatique avec le code qui suit.',
  },
  code: 'Code : {{kind}}',
  'setting-managed': {
    what: 'Ce réglage est géré par l’établissement.',
    kept: 'Sa valeur n’a pas changé.',
    next: 'Demander le changement au service informatique.',
  },
  'setting-refused': {
    what: 'Ce réglage ne se choisit pas ici, ou la valeur n’est pas admise.',
    kept: 'Sa valeur n’a pas changé.',
    next: 'Demander le changement au service informatique.',
  },
  'disk-write-failed': {
    what: 'Le choix n’a pas pu être écrit sur ce poste ({{code}}).',
    kept: 'Le réglage reste comme avant.',
    next: 'Vérifier la place sur le disque, puis recommencer.',
  },
} as const
