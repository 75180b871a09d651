/** People who no longer practise are taken out of whatever the directory answers, before it leaves the console. */

/** `gone`: national identifiers. Lists lose them, whatever they are lists of; somebody alone becomes null. */
export function withoutWithdrawn<T>(value: T, gone: ReadonlySet<string>): T {
  if (gone.size === 0) return value
  return (isGone(value, gone) ? null : cleaned(value, gone, 2)) as T
}

function cleaned(value: unknown, gone: ReadonlySet<string>, depth: number): unknown {
  if (Array.isArray(value)) return value.filter(each => !isGone(each, gone))
  if (depth === 0 || typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleaned(inner, gone, depth - 1)]))
}

/** A person or a line of a list with `idnps`, or a pair that begins with it. */
function isGone(value: unknown, gone: ReadonlySet<string>): boolean {
  const id = Array.isArray(value) ? value[0] : (value as { idnps?: unknown } | null | undefined)?.idnps
  return typeof id === 'string' && gone.has(id)
}
