export const card = {
  inWords: 'card: {{word}}',
  practice: 'Practice card',
  reader: 'Reader: {{reader}}',
  expires: 'Certificate valid until {{date}}',
  choice: {
    title: 'Several cards are there: which one is yours?',
    reader: '{{kind}} in “{{reader}}”',
    noReader: 'unnamed reader',
  },
  ends: {
    soon_one: 'This card ends tomorrow: ask for another one now.',
    soon_other: 'This card ends in {{count}} days: ask for another one now.',
    today: 'This card ends today: ask for another one now.',
  },
  pinPad: 'The PIN is typed on the keys of the reader.',
  kind: { CPS: 'CPS card', CPF: 'CPF card', CPE: 'CPE card', CPA: 'CPA card' },
  status: {
    starting: { what: 'The card reader is starting.', next: 'One moment.', word: 'starting' },
    'module-missing': {
      what: 'The card software (Cryptolib) was not found.',
      next: 'Give IT the detail below.',
      word: 'module missing',
    },
    'module-invalid': {
      what: 'The file named is not a card module.',
      next: 'Give IT the detail below.',
      word: 'module invalid',
    },
    'module-too-old': {
      what: 'The card software (Cryptolib) is too old.',
      next: 'Tell IT: Cryptolib CPS 5.2.2 or later is needed.',
      word: 'module too old',
    },
    'module-wrong-bits': {
      what: 'The card software is not made for this console (32 or 64 bits).',
      next: 'Tell IT: install the 64-bit Cryptolib CPS.',
      word: 'wrong module',
    },
    'module-hung': {
      what: 'The card software does not answer any more.',
      next: 'It is restarted by itself; wait a few seconds.',
      word: 'module hung',
    },
    absent: { what: 'No card in the reader.', next: 'Insert the card, chip first.', word: 'absent' },
    unreadable: {
      what: 'The card does not answer.',
      next: 'Take it out, check which way it goes, insert it again.',
      word: 'unreadable',
    },
    contactless: {
      what: 'The card is read without contact: that does not prove who holds it.',
      next: 'Insert it into the slot of the reader.',
      word: 'contactless',
    },
    foreign: {
      what: 'This card is neither a CPS nor a CPE.',
      next: 'Insert a professional’s or an establishment’s card.',
      word: 'not known',
    },
    expired: {
      what: 'The certificate of this card is no longer valid.',
      next: 'Use another card and ask for this one to be renewed.',
      word: 'expired',
    },
    locked: {
      what: 'The PIN of this card is locked.',
      next: 'Unlock it with CPS-Gestion and the rescue code, or use another card.',
      word: 'locked',
    },
    ready: { what: 'Card read.', next: 'Type the 4-digit PIN, then Enter.', word: 'present' },
  },
  tries: {
    unknown: 'Number of tries unknown',
    normal: 'No recent PIN error',
    low: 'Careful: a wrong PIN was typed before. Two more errors lock the card.',
    final: 'Last try: one more error locks the card.',
    none: 'No try left',
  },
} as const
