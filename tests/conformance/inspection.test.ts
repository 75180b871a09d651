/** The conformance report of the sandbox: clean when it is well, and in fault exactly where it is spoilt. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Http, openHttp } from '../../src/core/http.ts'
import { createSandbox, type Sandbox } from '../../src/sandbox/platform/index.ts'
import { createChecker, NOT_RUN, openGuide } from './checker/index.ts'
import { inspect, type Verdict } from './inspect.ts'
import { practiceTargets } from './practice.ts'
import { asHtml, asJson, asText, passed, type Report } from './report.ts'

const guide = openGuide()
if (!guide) console.log(NOT_RUN)

const reportOf = (verdicts: Verdict[]): Report => ({ at: '2026-11-24T08:00:00.000Z', verdicts, undecided: [] })

describe.skipIf(!guide)(`npm run conformance (${guide ? 'present' : NOT_RUN})`, () => {
  let sandbox: Sandbox
  let http: Http
  let stranger: Http

  beforeAll(async () => {
    sandbox = await createSandbox({ seed: 3, rows: 900, openBooking: true })
    const { ca, clientCertificate, clientKey } = sandbox.pki
    http = openHttp({ ca: [ca], cert: clientCertificate, key: clientKey })
    stranger = openHttp({ ca: [ca] })
  })
  afterAll(async () => {
    await http?.close()
    await stranger?.close()
    await sandbox?.close()
  })

  const asked = async (name: string, by: Http | null = stranger) => {
    if (!guide) throw new Error(NOT_RUN)
    const target = practiceTargets(sandbox, 50).find(one => one.name === name)
    if (!target) throw new Error(name)
    return inspect(target, { checker: createChecker(guide), http, stranger: by, token: null, now: Date.now() })
  }
  const failed = (verdicts: readonly Verdict[]) =>
    verdicts.filter(verdict => verdict.status === 'failed').map(verdict => verdict.id)

  test.each(['keldoc', 'cpts', 'sos', 'platform'])('%s, in good health, meets every requirement', async name => {
    const verdicts = await asked(name)
    expect(verdicts.filter(verdict => verdict.status !== 'passed')).toEqual([])
    expect(verdicts.length).toBeGreaterThan(12)
  })

  test.each([
    ['references', { kind: 'malformed', how: 'references' }, ['references']],
    ['codes', { kind: 'malformed', how: 'codes' }, ['profiles']],
    ['times', { kind: 'malformed', how: 'times' }, ['profiles', 'window', 'formats']],
    // Only what it finds is spoilt: what it refuses is still refused in good form.
    ['json', { kind: 'malformed', how: 'json' }, ['answer', 'empty']],
    ['html', { kind: 'html' }, ['answer', 'empty', 'refusal']],
    ['busy', { kind: 'status', status: 503 }, ['answer', 'empty', 'refusal']],
    ['closed', { kind: 'closed' }, ['answer', 'empty', 'refusal']],
  ] as const)('a vendor with spoilt %s fails there and nowhere else', async (_, fault, expected) => {
    sandbox.faults.set({ source: 'keldoc', fault })
    try {
      const verdicts = await asked('keldoc')
      expect(failed(verdicts)).toEqual(expected)
      expect(passed(reportOf(verdicts))).toBe(false)
      expect(failed(await asked('maiia'))).toEqual([])
    } finally {
      sandbox.faults.clear()
    }
  })

  test('a server that answers anybody is told so, and without a certificate of ours nothing is claimed', async () => {
    expect(failed(await asked('keldoc', http))).toEqual(['certificate'])
    const verdict = (await asked('keldoc', null)).find(one => one.id === 'certificate')
    expect(verdict).toMatchObject({ status: 'not-run' })
  })
})

describe('the report', () => {
  const verdict: Verdict = {
    id: 'formats',
    title: 'Formats',
    target: '<img src=x>',
    status: 'failed',
    findings: [{ rule: 'phone', path: 'Bundle.entry[0]', detail: '<script>alert(1)</script>' }],
    count: 21,
    note: null,
  }
  const report = reportOf([verdict, { ...verdict, id: 'time', status: 'not-run', findings: [], count: 0 }])

  test('names every defect as text, counts those it does not tell, and is conform only when something passed', () => {
    expect(asText(report)).toContain('phone · Bundle.entry[0]')
    expect(asText(report)).toContain('et 20 de plus')
    expect(JSON.parse(asJson(report))).toMatchObject({ passed: false, verdicts: [{ count: 21 }, {}] })
    expect(passed(reportOf([]))).toBe(false)
    expect(passed(reportOf([{ ...verdict, status: 'passed' }]))).toBe(true)
  })

  test('runs nothing of what a server wrote', () => {
    const page = asHtml(report)
    expect(page).not.toMatch(/<script|<img/)
    expect(page).toContain('&lt;script&gt;')
  })
})
