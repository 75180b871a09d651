export const settings = {
  sandbox: 'Sandbox',
  sandboxWhat: 'Fictitious platform, territory and cards: no real appointment.',
  theme: 'Theme',
  themeWord: { system: 'theme of the desk', light: 'light', dark: 'dark' },
  platform: {
    unknown: 'platform not reached yet',
    up: 'platform {{ms}} ms',
    slow: 'platform slow {{ms}} ms',
    down: 'platform unreachable',
    untrusted: 'platform: certificate refused',
  },
  platformDown: {
    what: 'The platform cannot be reached.',
    kept: 'The call, the directory and the phones stay usable; slots shown are to be confirmed by phone.',
    next: 'It is retried by itself.',
  },
  platformUntrusted: {
    what: 'The platform shows a certificate that is not trusted.',
    kept: 'Nothing is sent to it. The directory and the phones stay usable.',
    next: 'Tell IT; do not insist.',
  },
  problems_one: '{{count}} setting to correct',
  problems_other: '{{count}} settings to correct',
  problemsWhat: 'The console started on the rest.',
  problemKind: {
    'unknown-key': 'unknown key',
    'wrong-value': 'wrong value',
    missing: 'missing value',
    'unreadable-file': 'unreadable file',
  },
  profile: { sandbox: 'sandbox', production: 'production' },
} as const
