/** Every place of a JSON text where something stands, for tests that spoil one of them. */

/** What holds it, and under which name. */
export type Spot = [holder: Record<string, unknown>, key: string]

export function spots(node: unknown, found: Spot[] = []): Spot[] {
  if (typeof node !== 'object' || node === null) return found
  for (const key of Object.keys(node)) {
    found.push([node as Record<string, unknown>, key])
    spots((node as Record<string, unknown>)[key], found)
  }
  return found
}
