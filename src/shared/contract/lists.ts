/**
 * Closed lists of the contract that the screen shows whole. Apart, and without zod: the screen takes the contract's types only, and
 * the schemas of every call are a tenth of what it would load and run before its first letter.
 */
export const AGE_BANDS = ['infant', 'child', 'adult', 'elder'] as const
export const OUTCOME_KINDS = ['emergency', 'smur', 'pharmacy', 'advice', 'declined', 'nothing'] as const
export const PASS_WORDS = ['to-phone', 'to-check', 'caller-waits', 'for-information'] as const
export const RANKING_POLICIES = ['default', 'platform', 'distance', 'cpts', 'equity'] as const
/** Outcomes that send the caller to an establishment, which may be named. */
export const NAMED_OUTCOMES = ['emergency', 'pharmacy'] as const
/** `limit`: until the clinical limit; `within-6`: in the next six hours. */
export const WHENS = [
  'now',
  'today',
  'tonight',
  'tomorrow-morning',
  'tomorrow',
  'three-days',
  'limit',
  'within-1',
  'within-2',
  'within-3',
  'within-6',
  'within-8',
  'within-12',
  'within-24',
  'within-48',
] as const

/** Names that a question may hold beside its need. */
export const MOST_ALSO = 9
