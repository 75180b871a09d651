import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { lockProfile } from './profile.ts'

const dirs: string[] = []
const profile = () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'relais-profile-'))
  dirs.push(dir)
  return dir
}

afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true })
})

test('a second console on the same profile is told that it is taken', () => {
  const dir = profile()
  const first = lockProfile(dir)
  expect(first.ok).toBe(true)
  expect(lockProfile(dir)).toMatchObject({ ok: false, error: { kind: 'profile-busy' } })
  if (first.ok) first.value.release()
  const third = lockProfile(dir)
  expect(third.ok).toBe(true)
  if (third.ok) third.value.release()
})

test('a console killed in the middle does not leave its profile locked', async () => {
  const dir = profile()
  const code = `import { lockProfile } from ${JSON.stringify(new URL('./profile.ts', import.meta.url).href)}
    console.log(lockProfile(${JSON.stringify(dir)}).ok); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = await once(child.stdout, 'data')
  expect(String(said).trim()).toBe('true')
  expect(lockProfile(dir)).toMatchObject({ ok: false, error: { kind: 'profile-busy' } })
  child.kill('SIGKILL')
  await once(child, 'exit')
  const after = lockProfile(dir)
  expect(after.ok).toBe(true)
  if (after.ok) after.value.release()
})

test('a profile that cannot be written says why', () => {
  const file = path.join(profile(), 'fichier')
  writeFileSync(file, '')
  expect(lockProfile(path.join(file, 'profil'))).toMatchObject({ ok: false, error: { kind: 'profile-unwritable' } })
})
