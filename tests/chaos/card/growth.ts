/** What a desk holds of the machine, sampled at each cycle, and whether it grows. */
import { readdirSync, readFileSync } from 'node:fs'
import type { Desk } from '../../card/desk.ts'

export interface Sample {
  console: number
  heap: number
  /** The card process that looks now. */
  pid: number
  child: number
  memory: number
}

/** Descriptors may come and go by a few; more is a leak. */
const SLACK = 10
/** So may memory, MB: V8 and malloc give back what they have when they like. */
const SLACK_MB = 40

/** The second tenth against the last one: of the console over all cycles, of its card process over those that one of them lived. */
export function growthOf(samples: Sample[]) {
  const lives = Map.groupBy(samples, ({ pid }) => pid)
  const longest = [...lives.values()].sort((a, b) => b.length - a.length)[0] ?? []
  const ends = (list: Sample[], key: keyof Sample): [number, number] => {
    const tenth = Math.max(1, Math.floor(list.length / 10))
    const mean = (part: Sample[]) => Math.round(sum(part.map(sample => sample[key])) / Math.max(1, part.length))
    return [mean(list.slice(tenth, 2 * tenth)), mean(list.slice(-tenth))]
  }
  const words = ([early, late]: [number, number]) => `${early} → ${late}`
  const grown = ([early, late]: [number, number], slack: number) => late > early + slack
  const [console, child, memory, heap] = [
    ends(samples, 'console'),
    ends(longest, 'child'),
    ends(longest, 'memory'),
    ends(samples, 'heap'),
  ]
  return {
    growth: {
      console: words(console),
      child: words(child),
      memory: words(memory),
      heap: words(heap),
      cycles: longest.length,
    },
    grew: grown(console, SLACK) || grown(child, SLACK) || grown(memory, SLACK_MB) || grown(heap, SLACK_MB),
  }
}

/** Descriptors of this process and of the desk's living card process (its witness rests while nobody is signed in), memory, heap. */
export function measure(desk: Desk): Sample {
  const count = (pid: number | string) => readdirSync(`/proc/${pid}/fd`).length
  let child = { pid: 0, child: 0, memory: 0 }
  const atWork = desk.atWork()
  for (const { pid = 0 } of atWork ? [atWork, ...desk.processes] : desk.processes) {
    try {
      const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
      if (resident === undefined) continue
      child = { pid, child: count(pid), memory: Number(resident) / 1024 }
      // The one that signed last, or, where it has ended, the oldest that lives.
      break
    } catch {
      // It has ended.
    }
  }
  return { ...child, console: count('self'), heap: process.memoryUsage().heapUsed / 2 ** 20 }
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)
