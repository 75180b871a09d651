/** Runs the steps of `npm run check` and `npm test`, one after the other, and adds up what they counted. */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
const results = path.join(root, 'out/results')

/** The script of a package, to be run by this very Node. Read from its folder: not every package lets it be resolved. */
function bin(name, command = name) {
  const folder = path.join(root, 'node_modules', name)
  const { bin: bins } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  return path.join(folder, typeof bins === 'string' ? bins : bins[command])
}

/** Runs a Node script and answers its exit code. */
function node(args, env = {}) {
  return new Promise(done => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    })
    child.on('exit', code => done(code ?? 1))
    child.on('error', () => done(1))
  })
}

const whole = name => async args => {
  const code = await node(args)
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, name }
}

/** Types, room by room: `shared` without Node or DOM, the screen without Node, the rest without DOM. */
export const types = async () => {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const project of ['tsconfig.json', 'src/shared/tsconfig.json', 'src/renderer/tsconfig.json']) {
    add(counts, await whole('types')([bin('typescript', 'tsc'), '-p', project]))
  }
  return counts
}

export const lint = () =>
  whole('lint')([bin('@biomejs/biome', 'biome'), 'ci', '--colors=off', '--diagnostic-level=warn', '.'])

export const deadCode = () => whole('dead code')([bin('knip'), '--no-progress'])

/** One of our own scripts, by name. */
export const script = name => whole(name)([path.join(root, 'scripts', `${name}.mjs`)])

/** Vitest over the given folders (all when empty). */
export async function vitest(filters = []) {
  const file = fresh('vitest.json')
  const code = await node([
    bin('vitest'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...filters,
  ])
  const report = readJson(file)
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  }
  // A file that could not even be loaded fails without counting a test.
  const broken = report.testResults.filter(
    file => file.status === 'failed' && file.assertionResults.length === 0,
  ).length
  counts.failed += broken
  if (code !== 0 && counts.failed === 0) counts.failed = 1
  return counts
}

/** Playwright over the given projects. Skipped tests are printed with their reason: not run, never passed. */
export async function playwright(projects) {
  const file = fresh('playwright.json')
  const args = [bin('@playwright/test', 'playwright'), 'test', '--reporter=list,json']
  for (const project of projects) args.push(`--project=${project}`)
  const code = await node(args, { PLAYWRIGHT_JSON_OUTPUT_NAME: file, PLAYWRIGHT_JSON_OUTPUT_FILE: file })
  const report = readJson(file)
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  const { expected, flaky, unexpected, skipped } = report.stats
  const counts = { passed: expected + flaky, failed: unexpected, skipped }
  if (code !== 0 && counts.failed === 0) counts.failed = 1
  printNotes(report.suites)
  return counts
}

/** What was not run, and what passed only when tried again: named, so that neither hides. */
function printNotes(suites) {
  for (const suite of suites ?? []) {
    printNotes(suite.suites)
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        if (test.status === 'flaky') console.log(`passed when tried again (${test.results.length}): ${spec.title}`)
        if (test.status !== 'skipped') continue
        const why = test.annotations.find(note => note.type === 'skip')?.description ?? 'sans raison dite'
        console.log(`not run: ${spec.title} (${why})`)
      }
    }
  }
}

/** Runs the steps in order, prints each with its seconds, and answers the sum. */
export async function runSteps(steps) {
  mkdirSync(results, { recursive: true })
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const [name, step] of steps) {
    console.log(`\n— ${name}`)
    const started = performance.now()
    const counts = await step()
    add(sum, counts)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.log(`— ${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${seconds} s)`)
  }
  return sum
}

/** Prints the closing line and sets the exit code. */
export function close(sum) {
  console.log(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`)
  process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1
}

function add(sum, counts) {
  sum.passed += counts.passed
  sum.failed += counts.failed
  sum.skipped += counts.skipped
}

function fresh(name) {
  const file = path.join(results, name)
  mkdirSync(results, { recursive: true })
  rmSync(file, { force: true })
  return file
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
