/**
 * The arrows of the house, checked by machine: renderer → shared ← core; main, host → core, shared; sandbox → shared and
 * the types of core/fhir; nothing → main, host, sandbox. A domain of core uses another through its index only.
 * Rules match `src/…` anywhere in a path, so that tests/boundaries can prove them on a deliberate violation.
 */
const room = name => `(^|/)src/${name}/`
// Tests may import anything; the tree that is wrong on purpose is judged like the product.
const TESTS = '^tests/(?!boundaries/violation/)'
const DOMAINS = 'card|session|directory|availability|orientation|call|activity|settings|fhir'

module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'electron-only-at-the-edge',
      severity: 'error',
      from: { pathNot: [room('(main|preload)'), TESTS, '(^|/)scripts/', '(^|/)packaging/'] },
      to: { path: '^(node_modules/)?electron(/|$)' },
    },
    {
      name: 'shared-stands-alone',
      severity: 'error',
      from: { path: room('shared') },
      to: { path: '(^|/)src/(?!shared/)' },
    },
    {
      name: 'shared-has-no-node',
      severity: 'error',
      from: { path: room('shared'), pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'renderer-sees-shared-only',
      severity: 'error',
      from: { path: room('renderer') },
      to: { path: '(^|/)src/(?!renderer/|shared/)' },
    },
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: room('renderer'), pathNot: '\\.test\\.tsx?$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-sees-shared-only',
      severity: 'error',
      from: { path: room('core'), pathNot: '\\.test\\.ts$' },
      to: { path: '(^|/)src/(?!core/|shared/)' },
    },
    {
      name: 'nothing-uses-main-host-sandbox',
      severity: 'error',
      from: { pathNot: [room('(main|host|sandbox)'), '\\.test\\.ts$', TESTS, '(^|/)scripts/'] },
      to: { path: room('(main|host|sandbox)') },
    },
    {
      name: 'main-and-host-stay-apart',
      severity: 'error',
      from: { path: room('(main|host)') },
      to: { path: '(^|/)src/(?!core/|shared/|main/|host/)' },
    },
    { name: 'main-never-ships-the-host', severity: 'error', from: { path: room('main') }, to: { path: room('host') } },
    {
      name: 'sandbox-sees-types-of-fhir-only',
      severity: 'error',
      from: { path: room('sandbox'), pathNot: '\\.test\\.ts$' },
      to: { path: '(^|/)src/(?!sandbox/|shared/|core/fhir/types\\.ts)' },
    },
    {
      name: 'domains-by-their-index',
      severity: 'error',
      from: { path: `(?:^|/)src/core/(${DOMAINS})/`, pathNot: '\\.test\\.ts$' },
      to: {
        path: `(^|/)src/core/(${DOMAINS})/`,
        pathNot: ['(^|/)src/core/$1/', '(^|/)src/core/[^/]+/index\\.ts$', '(^|/)src/core/settings/schema\\.ts$'],
      },
    },
    {
      name: 'no-test-in-product',
      severity: 'error',
      from: { path: '(^|/)src/', pathNot: '\\.test\\.tsx?$' },
      to: { path: ['\\.test\\.tsx?$', TESTS] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.css'] },
    exclude: { path: '(^|/)(out|out-host)/' },
  },
}
