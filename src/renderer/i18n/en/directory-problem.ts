/** What keeps the directory or a roster from coming: three sentences, as in `problem.ts`. */
export const directoryProblem = {
  'nothing-newer': {
    what: 'No source has a newer content than the directory in place.',
    kept: 'The directory in place stayed as it was.',
    next: 'Nothing to do. To take the same content again, ask for a new import.',
  },
  'not-configured': {
    what: 'No address and no file is set for this.',
    kept: 'The directory in place stayed as it was.',
    next: 'Fill in the “directory” section of the settings.',
  },
  'source-unreachable': {
    what: 'The source does not answer ({{host}}).',
    kept: 'The directory in place stayed as it was.',
    next: 'Check the network; the next try goes on where this one stopped.',
  },
  'source-refused': {
    what: 'The source refused the request ({{host}}).',
    kept: 'The directory in place stayed as it was.',
    next: 'Check the address, the key and the allowed hosts in the settings.',
  },
  'source-untrusted': {
    what: 'The source did not prove who it is ({{host}}, {{code}}).',
    kept: 'The directory in place stayed as it was.',
    next: 'Check the authorities set for this address.',
  },
  'source-too-large': {
    what: 'The file of the source is larger than allowed ({{host}}).',
    kept: 'The directory in place stayed as it was.',
    next: 'Check the address, or raise the allowed size in the settings.',
  },
  'source-altered': {
    what: 'The file received is not the one published ({{host}}, {{code}}).',
    kept: 'The directory in place stayed as it was.',
    next: 'Try again later; if it happens again, tell IT.',
  },
  'consent-needed': {
    what: 'Nobody here has yet agreed that a caller’s address be sent to {{host}}.',
    kept: 'Nothing has left the desk.',
    next: 'Agree to it, or look by the commune.',
  },
  'source-busy': {
    what: 'The source asks to wait.',
    kept: 'The directory in place stayed as it was.',
    next: 'Try again in a minute.',
  },
  'file-unreadable': {
    what: 'The file “{{file}}” cannot be read ({{code}}).',
    kept: 'The directory in place stayed as it was.',
    next: 'Check where it is and the rights of its folder.',
  },
  'file-damaged': {
    what: 'The file “{{file}}” is damaged ({{code}}).',
    kept: 'The directory in place stayed as it was.',
    next: 'Take the file again from its source.',
  },
  'not-utf8': {
    what: 'The file is not in UTF-8.',
    kept: 'The directory in place stayed as it was.',
    next: 'Take it again from its source, without a spreadsheet.',
  },
  'not-finess': {
    what: '“{{file}}” is neither a FINESS+ file nor the former FINESS file.',
    kept: 'The directory in place stayed as it was.',
    next: 'Check the file or the address of the establishments.',
  },
  'column-missing': {
    what: 'Columns are missing in the file: {{columns}}.',
    kept: 'The directory in place stayed as it was.',
    next: 'Check that it is the right file; if its format has changed, tell IT.',
  },
  'no-rows': {
    what: 'No line of the file can be used.',
    kept: 'The directory in place stayed as it was.',
    next: 'Check that it is the right file.',
  },
  disk: {
    what: 'The directory cannot be written ({{code}}).',
    kept: 'The directory in place stayed as it was.',
    next: 'Check the free room and the rights of the folder.',
  },
  'file-truncated': {
    what: 'The file stops before its end ({{kept}} instead of {{before}}).',
    kept: 'The directory in place stayed as it was.',
    next: 'Take the file again.',
  },
  'content-older': {
    what: 'The content offered ({{content}}) is older than the one in place ({{before}}).',
    kept: 'The directory in place stayed as it was.',
    next: 'Take the latest file published; otherwise somebody in charge may accept it.',
  },
  'rows-fallen': {
    what: 'The file loses too many activities ({{kept}} instead of {{before}}).',
    kept: 'The directory in place stayed as it was.',
    next: 'Check that the file is whole; otherwise somebody in charge may accept it.',
  },
  'structures-fallen': {
    what: 'The file loses too many establishments ({{kept}} instead of {{before}}).',
    kept: 'The directory in place stayed as it was.',
    next: 'Check that the file is whole; otherwise somebody in charge may accept it.',
  },
  'skills-fallen': {
    what: 'The file “SavoirFaire” loses too many skills ({{kept}} instead of {{before}}).',
    kept: 'The directory in place stayed as it was.',
    next: 'Check that the file is whole; otherwise somebody in charge may accept it.',
  },
  'services-fallen': {
    what: 'The file of authorisations loses too many ({{kept}} instead of {{before}}).',
    kept: 'The directory in place stayed as it was.',
    next: 'Check that the file is whole; otherwise somebody in charge may accept it.',
  },
  'communes-lost': {
    what: 'Too many places have no commune in it ({{percent}}%, against {{before}}%).',
    kept: 'The directory in place stayed as it was.',
    next: 'Check the address columns; otherwise somebody in charge may accept it.',
  },
  'key-unreadable': {
    what: 'The public key of the site cannot be read.',
    kept: 'The directory in place stayed as it was.',
    next: 'Check the file of the key in the settings (Ed25519, PEM).',
  },
  'snapshot-unreadable': {
    what: 'The file is not a readable signed directory ({{code}}).',
    kept: 'The directory in place stayed as it was.',
    next: 'Check the share or the address of the site’s directory.',
  },
  'signature-wrong': {
    what: 'The signature is not that of the site.',
    kept: 'The directory in place stayed as it was.',
    next: 'Tell IT: the file comes from elsewhere or has been changed.',
  },
  'snapshot-truncated': {
    what: 'The site’s directory is incomplete.',
    kept: 'The directory in place stayed as it was.',
    next: 'Wait for the end of its copy, then try again.',
  },
  'snapshot-altered': {
    what: 'The site’s directory is not the one that was signed.',
    kept: 'The directory in place stayed as it was.',
    next: 'Copy it again; if it happens again, tell IT.',
  },
  'snapshot-version': {
    what: 'The site’s directory is made by another version of Relais.',
    kept: 'The directory in place stayed as it was.',
    next: 'Make it again with the version of the desks.',
  },
  'snapshot-base': {
    what: 'The update offered starts from another directory than the one in place.',
    kept: 'The directory in place stayed as it was.',
    next: 'The whole directory of the site will be taken instead.',
  },
  'switch-failed': {
    what: 'The new directory cannot take the place of the old one ({{code}}).',
    kept: 'The directory in place stayed as it was.',
    next: 'Check the rights of the folder, then try again.',
  },
  'writer-failed': {
    what: 'The import stopped by itself ({{code}}).',
    kept: 'The directory in place stayed as it was.',
    next: 'Try again; if it happens again, tell IT with this code.',
  },
  'nothing-refused': {
    what: 'No refused import waits to be accepted.',
    kept: 'The directory in place stayed as it was.',
    next: 'Open the board again.',
  },
  'no-previous': {
    what: 'There is no readable previous directory.',
    kept: 'The directory in place stayed as it was.',
    next: 'Import the wanted file.',
  },
  'roster-too-large': {
    what: 'The roster is too large.',
    kept: 'The rosters in place stayed as they were.',
    next: 'Put it in the watched folder, or split it into several files.',
  },
  'roster-unreadable': {
    what: 'The roster cannot be read ({{code}}).',
    kept: 'The rosters in place stayed as they were.',
    next: 'Save it as CSV or XLSX, then try again.',
  },
  'roster-unknown': {
    what: 'The columns are those of no roster template.',
    kept: 'The rosters in place stayed as they were.',
    next: 'Start from one of the templates offered.',
  },
  'roster-empty': {
    what: 'No line of the roster can be used.',
    kept: 'The rosters in place stayed as they were.',
    next: 'Mend the cells that are told, then try again.',
  },
  'roster-gone': {
    what: 'This roster is gone.',
    kept: 'The rosters in place stayed as they were.',
    next: 'Open the board again.',
  },
} as const
