/** What befalls each request, drawn from the seed and the intent: the same intent meets the same fate in every replay. */
import { dice } from '../../../src/sandbox/vendors/dice.ts'

/**
 * Fate of the POST of an intent. `before`/`after` say whether the platform had acted: `lost` cuts the link, `silent` never
 * answers, `late` hands the request over once the console has given up, `repeat` sends it twice and gives the second answer.
 */
export const POST_FATES = {
  ok: 38,
  slow: 8,
  'lost-before': 7,
  'lost-after': 9,
  'silent-before': 3,
  'silent-after': 6,
  late: 6,
  '500-before': 3,
  '500-after': 4,
  '503-before': 2,
  '503-after': 3,
  '429': 2,
  'html-before': 2,
  'html-after': 3,
  repeat: 4,
  'nobody-there': 3,
} as const
export type PostFate = keyof typeof POST_FATES

/** Fate of a reading. */
const READ_FATES = { ok: 72, lost: 6, '500': 6, 'html-200': 6, 'html-404': 5, silent: 2, slow: 3 } as const
export type ReadFate = keyof typeof READ_FATES

/** What the operator does on a vendor's page; `word-lost`: books there, and the vendor never tells the platform. */
const PAGE_FATES = { books: 60, leaves: 20, 'word-lost': 10, 'browser-fails': 10 } as const
export type PageFate = keyof typeof PAGE_FATES

function draw<T extends string>(weights: Readonly<Record<T, number>>, at: number): T {
  const entries = Object.entries<number>(weights) as [T, number][]
  let left = at * entries.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [name, weight] of entries) {
    left -= weight
    if (left < 0) return name
  }
  throw new RangeError('nothing to draw from')
}

export interface Fates {
  post(intentId: string): PostFate
  read(intentId: string, count: number): ReadFate
  page(intentId: string): PageFate
  /** [0, 1) of a thing with a name. */
  of(name: string): number
}

export function createFates(seed: number): Fates {
  const of = (...names: string[]) => dice(seed, ...names).next()
  return {
    post: id => draw(POST_FATES, of('post', id)),
    read: (id, count) => draw(READ_FATES, of('read', id, String(count))),
    page: id => draw(PAGE_FATES, of('page', id)),
    of: name => of(name),
  }
}

/** A UUID that depends on its name and the seed only. */
export function uuidOf(seed: number, name: string): string {
  const hex = Array.from({ length: 4 }, (_, part) =>
    Math.floor(dice(seed, 'uuid', name, String(part)).next() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0'),
  ).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
