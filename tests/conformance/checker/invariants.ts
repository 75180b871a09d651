/** FHIRPath invariants, compiled once each (fhirpath 4.6.0: 5.x does not install everywhere). */
import fhirpath from 'fhirpath'
import r4 from 'fhirpath/fhir-context/r4/index.js'

type Run = (value: unknown, resource: unknown, rootResource: unknown) => unknown

const compiled = new Map<string, Run>()

/**
 * Whether an invariant holds; null when the library cannot evaluate it.
 * @param base path or data type that the expression starts from.
 */
export function invariantHolds(
  base: string,
  expression: string,
  value: unknown,
  resource: unknown,
  rootResource: unknown,
): boolean | null {
  try {
    const name = `${base}/${expression}`
    const run = compiled.get(name) ?? compile(base, expression)
    compiled.set(name, run)
    return run(value, resource, rootResource) !== false
  } catch {
    return null
  }
}

function compile(base: string, expression: string): Run {
  const run = fhirpath.compile(
    { base: base.replace('[x]', ''), expression },
    r4 as Exclude<Parameters<typeof fhirpath.compile>[1], undefined>,
    // `trace()` of the base's invariants would fill the screen.
    { traceFn: () => {} },
  )
  return (value, resource, rootResource) => (run(value, { resource, rootResource }) as unknown[])[0]
}
