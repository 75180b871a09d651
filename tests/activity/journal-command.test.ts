/** `npm run journal`: what IT staff or an auditor sees of a good, an altered and a cut journal. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { fileKeyStore, openJournal } from '../../src/core/activity/index.ts'
import { silentLog, systemClock } from '../../src/core/ports.ts'

const profile = mkdtempSync(path.join(tmpdir(), 'relais-journal-command-'))
afterAll(() => rmSync(profile, { recursive: true, force: true }))
const dir = path.join(profile, 'journal')
const script = path.resolve(import.meta.dirname, '../../scripts/journal.mjs')

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' })
  return { status, text: `${stdout}${stderr}` }
}

test('a good journal is said to be whole, an altered or cut one is not, line by line', () => {
  const key = fileKeyStore().deskKey(dir)
  const journal = openJournal({ dir, key, desk: 'poste 4', retentionMonths: 12, clock: systemClock, log: silentLog })
  for (const what of ['signed-in', 'orientation.direct', 'locked']) {
    journal.write({ what, who: '810000000001', role: 'osnp', reason: '=1+1' })
  }
  journal.close()
  const good = run('verify', profile)
  expect(good).toMatchObject({ status: 0, text: expect.stringContaining('Intact.') })
  expect(run('verify', path.join(dir, 'journal-000001.jsonl')).status).toBe(0)
  expect(run('verify', dir, '--key', 'ab cd').text).toContain('pas la clé attendue')
  const csv = run('export', profile)
  expect(csv.text).toContain('"810000000001"')
  expect(csv.text).toContain(`"'=1+1"`)

  const file = path.join(dir, 'journal-000001.jsonl')
  const before = readFileSync(file, 'utf8')
  writeFileSync(file, before.replace('"locked"', '"signed"'))
  expect(run('verify', profile)).toMatchObject({
    status: 1,
    text: expect.stringContaining('ligne 4\u00a0: ligne modifiée'),
  })
  writeFileSync(file, before.split('\n').slice(0, 2).join('\n').concat('\n'))
  expect(run('verify', profile)).toMatchObject({ status: 1, text: expect.stringContaining('2 ligne(s) coupée(s)') })
  expect(run('verify', path.join(profile, 'nowhere'))).toMatchObject({ status: 2 })
  expect(run('verify').text).toContain('Emploi')
})
