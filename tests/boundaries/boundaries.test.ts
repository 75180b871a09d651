/** The arrows between rooms, on the real tree and on a tree that is wrong on purpose. */
import { cruise } from 'dependency-cruiser'
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import { expect, test } from 'vitest'

interface Summary {
  totalCruised: number
  violations: { rule: { name: string }; from: string; to: string }[]
}

async function cruised(...roots: string[]): Promise<Summary> {
  const options = await extractDepcruiseOptions('./.dependency-cruiser.cjs')
  const answer = await cruise(roots, options, undefined, { tsConfig: extractTsConfig('./tsconfig.json') })
  return (answer.output as { summary: Summary }).summary
}

test('no room reaches where it must not, and the check saw the whole house', async () => {
  const { totalCruised, violations } = await cruised('src')
  expect(violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([])
  // A check that saw nothing would also find nothing wrong.
  expect(totalCruised).toBeGreaterThan(150)
})

test('each deliberate violation is caught by the rule made for it', async () => {
  const { violations } = await cruised('tests/boundaries/violation/src')
  const caught = violations.map(({ rule }) => rule.name)
  for (const rule of [
    'renderer-sees-shared-only',
    'shared-has-no-node',
    'core-sees-shared-only',
    'nothing-uses-main-host-sandbox',
    'sandbox-sees-types-of-fhir-only',
  ]) {
    expect(caught).toContain(rule)
  }
})
