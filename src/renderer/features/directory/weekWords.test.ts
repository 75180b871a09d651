/** Opening hours in the words of the screen. */
import i18next from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import { en } from '../../i18n/en/index.ts'
import { fr } from '../../i18n/fr/index.ts'
import { weekWords } from './weekWords.ts'

beforeAll(() =>
  i18next.init({
    resources: { fr: { translation: fr }, en: { translation: en } },
    lng: 'fr',
    interpolation: { escapeValue: false },
  }),
)

const words = (week: Parameters<typeof weekWords>[0], language: 'fr' | 'en') =>
  weekWords(week, (key, holes) => i18next.t(key, { ...holes, lng: language }), language).replace(/[\u00a0\u202f]/g, ' ')

test.each<[Parameters<typeof weekWords>[0], string, string]>([
  [
    [
      {
        days: [1, 2, 3, 4, 5],
        spans: [
          [510, 720],
          [840, 1140],
        ],
      },
      { days: [6], spans: [[540, 720]] },
    ],
    'lun.–ven. 8 h 30 – 12 h et 14 h – 19 h ; sam. 9 h – 12 h',
    'Mon–Fri 8:30–12:00 and 14:00–19:00; Sat 9:00–12:00',
  ],
  [
    [{ days: [1, 2, 4, 5], spans: [[545, 1080]] }],
    'lun., mar., jeu., ven. 9 h 05 – 18 h',
    'Mon, Tue, Thu, Fri 9:05–18:00',
  ],
  [[{ days: [1, 2, 3, 4, 5, 6, 7], spans: [[0, 1440]] }], 'tous les jours 24 h/24', 'every day 24 hours'],
  [[{ days: [7], spans: [] }], 'dim. fermé', 'Sun closed'],
])('%j', (week, french, english) => {
  expect(words(week, 'fr')).toBe(french)
  expect(words(week, 'en')).toBe(english)
})
