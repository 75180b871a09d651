import fc from 'fast-check'
import { expect, test } from 'vitest'
import { explainCommandLine, readCommandLine } from './command-line.ts'
import { defaultProfileDir } from './profile-path.ts'

test('reads paths from where the command was typed, in both spellings', () => {
  expect(readCommandLine(['--settings', 'a.json', '--profile=/p', '--host', '--json'], '/here')).toEqual({
    options: {
      settingsFile: '/here/a.json',
      profileDir: '/p',
      host: true,
      json: true,
      diagnose: false,
      diagnoseCard: false,
      sign: false,
      reportFile: null,
      askToClose: null,
      directory: null,
    },
    problems: [],
  })
})

test('reads what IT asks: a diagnosis, or that the consoles end', () => {
  expect(readCommandLine(['--diagnose', '--report', 'r.txt'], '/here').options).toMatchObject({
    diagnose: true,
    reportFile: '/here/r.txt',
  })
  expect(readCommandLine(['--diagnose-card', '--sign'], '/here').options).toMatchObject({
    diagnose: false,
    diagnoseCard: true,
    sign: true,
  })
  expect(readCommandLine(['--ask-to-close=90'], '/here').options.askToClose).toBe(90)
  expect(readCommandLine(['--ask-to-close'], '/here').options.askToClose).toBe(60)
  expect(readCommandLine(['--profile', 'p', '--directory', 'build', '--into', 'x'], '/here')).toMatchObject({
    options: { profileDir: '/here/p', directory: ['build', '--into', 'x'] },
    problems: [],
  })
  expect(readCommandLine(['--ask-to-close=tôt'], '/here').problems).toHaveLength(1)
})

test('a name with an equals sign stays whole', () => {
  expect(readCommandLine(['--settings=a=b.json'], '/here').options.settingsFile).toBe('/here/a=b.json')
})

test.each([
  [['--settings'], 'missing-value'],
  [['--settings', '--host'], 'missing-value'],
  [['--profile='], 'missing-value'],
  [['--setings', 'x'], 'unknown-option'],
  [['--host=yes'], 'unknown-option'],
  [['--constructor'], 'unknown-option'],
])('%j is named, not guessed', (args, kind) => {
  const [problem] = readCommandLine(args, '/here').problems
  expect(problem?.kind).toBe(kind)
  expect(problem && explainCommandLine(problem)).toContain(args[0]?.split('=')[0])
})

test('what Electron adds for itself is not judged there', () => {
  const { options, problems } = readCommandLine(['.', '--no-sandbox', '--profile', '/p', '--type=x'], '/', {
    foreign: 'ignore',
  })
  expect(problems).toEqual([])
  expect(options.profileDir).toBe('/p')
})

test('no command line makes it throw', () => {
  fc.assert(fc.property(fc.array(fc.string()), args => void readCommandLine(args, '/here')))
})

test.each([
  ['win32', { LOCALAPPDATA: 'C:\\Users\\É\\AppData\\Local' }, 'C:\\Users\\É\\AppData\\Local\\Relais'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/relais'],
  ['linux', { XDG_DATA_HOME: 'relative' }, '/home/a/.local/share/relais'],
  ['linux', {}, '/home/a/.local/share/relais'],
  ['darwin', {}, '/home/a/Library/Application Support/Relais'],
] as const)('the profile on %s with %j', (platform, env, dir) => {
  expect(defaultProfileDir(platform, env, '/home/a')).toBe(dir)
})
