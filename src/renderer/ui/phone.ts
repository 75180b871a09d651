/** Phones as they are read aloud in France: «02 47 00 00 01», «0262 12 34 56» overseas, others by pairs after the code. */

const NARROW = '\u202f'
/** Overseas numbers are dialled with 0 + the three digits of their code (ARCEP numbering plan). */
const OVERSEAS = ['262', '269', '508', '590', '594', '596'] as const

const pairs = (digits: string) => digits.replace(/\B(?=(\d\d)+$)/g, NARROW)

/** Words of an E.164 number. */
export function phoneWords(phone: string): string {
  const metropole = /^\+33([1-9])(\d{8})$/.exec(phone)
  if (metropole) return `0${metropole[1]}${NARROW}${pairs(metropole[2] ?? '')}`
  for (const code of OVERSEAS) {
    const local = new RegExp(`^\\+${code}(\\d{9})$`).exec(phone)?.[1]
    if (local) return `0${local.slice(0, 3)}${NARROW}${pairs(local.slice(3))}`
  }
  return `${phone.slice(0, 3)}${NARROW}${pairs(phone.slice(3))}`
}

/** What goes to the clipboard: digits as dialled, no separators. */
export function phoneDigits(phone: string): string {
  return phoneWords(phone).replaceAll(NARROW, '')
}
