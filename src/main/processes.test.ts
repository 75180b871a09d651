import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import type { utilityProcess } from 'electron'
import { describe, expect, test } from 'vitest'
import { utilityPractice, utilityProcesses } from './processes.ts'

/** Two ends of an Electron process: what crosses is cloned, as the real one does. */
function standIn() {
  const port = new EventEmitter()
  const child = Object.assign(new EventEmitter(), {
    pid: undefined as number | undefined,
    stdout: new PassThrough(),
    killed: false,
    postMessage: (message: unknown) => port.emit('message', { data: structuredClone(message) }),
    kill() {
      this.killed = true
      return true
    },
  })
  const parentPort = Object.assign(port, {
    postMessage: (message: unknown) => child.emit('message', structuredClone(message)),
  })
  const forked: unknown[][] = []
  const fork = ((...args: unknown[]) => {
    forked.push(args)
    return child
  }) as unknown as typeof utilityProcess.fork
  return { child, parentPort, forked, fork }
}

describe('a process of the console under Electron', () => {
  test('speaks both ways through the port of the child', () => {
    const { parentPort, fork } = standIn()
    parentPort.on('message', ({ data }) => parentPort.postMessage({ echo: data }))
    const process = utilityProcesses(fork, () => new URL('file:///out/main/card-process.js'))('card-process')
    const heard: unknown[] = []
    process.onMessage(message => heard.push(message))
    process.send({ id: 1, é: null })
    expect(heard).toEqual([{ echo: { id: 1, é: null } }])
  })

  test('is started from its bundle, and its end is told', () => {
    const { child, forked, fork } = standIn()
    const process = utilityProcesses(fork, name => new URL(`file:///out/main/${name}.js`))('card-process')
    const ends: unknown[] = []
    process.onExit(code => ends.push(code))
    child.emit('exit', 3)
    expect(ends).toEqual([3])
    expect(forked[0]?.[0]).toBe('/out/main/card-process.js')
  })
})

test('the sandbox under Electron tells its lines whole, however they are cut', () => {
  const { child, forked, fork } = standIn()
  const practice = utilityPractice(fork, '/out/main/sandbox.js')(['--json', '--dir', '/p'])
  const lines: string[] = []
  practice.onLine(line => lines.push(line))
  child.stdout.emit('data', Buffer.from('démarrage\n{"ba'))
  child.stdout.emit('data', Buffer.from('se":1}\r\n{"half'))
  expect(lines).toEqual(['démarrage', '{"base":1}'])
  practice.stop()
  expect(child.killed).toBe(true)
  expect(forked[0]?.[1]).toEqual(['--json', '--dir', '/p'])
})
