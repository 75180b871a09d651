/** An hour said on the phone: «17:40», «17h40», «17h», «1740», «9 h 05». */

export interface Hour {
  hours: number
  minutes: number
}

/** Null when it is no hour of a day. */
export function readHour(text: string): Hour | null {
  const [, h, m = ''] = /^\s*(\d{1,2})(?:\s*[:h.]\s*(\d{2})?|(\d{2}))?\s*$/i.exec(joined(text)) ?? []
  if (h === undefined) return null
  const hours = Number(h)
  const minutes = m === '' ? 0 : Number(m)
  return hours < 24 && minutes < 60 ? { hours, minutes } : null
}

/** «1740» is read as «17:40», «905» as «9:05». */
const joined = (text: string) => text.trim().replace(/^(\d{1,2})(\d{2})$/, '$1:$2')

/** The next time that it is this hour at the desk: today, or tomorrow once it has passed. */
export function todayAt({ hours, minutes }: Hour, now: Date): Date {
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate(), hours, minutes)
  return today > now ? today : new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, hours, minutes)
}
