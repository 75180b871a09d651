/** The judge of what is accessible: axe's rules, one way of asking for all tests. */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/**
 * All of WCAG 2.2 A and AA that axe knows and its best practices, or the `rules` named; each answer names the rule and what breaks
 * it. Asked in the page itself, for what is wrong alone: our screens have no frames, and a second page with a whole report of
 * what is right took two thirds of the time.
 */
export async function violations(page: Page, rules?: string[]): Promise<string[]> {
  const judge = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const { violations: found } = await (rules ? judge.withRules(rules) : judge).analyze()
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.target.join(' ')).join(' | ')}`)
}
