/** A module that stops answering, for the process that holds the card's login and no other: its witness goes on. */
import type { Desk } from './desk.ts'

/** `stopped`: the whole process stands still, wherever it is; else the function of the module that never comes back (module-shim.c). */
export const HANGS = ['stopped', 'C_WaitForSlotEvent', 'C_GetSlotList'] as const
export type Hang = (typeof HANGS)[number]

/** Hangs it from now on. `order` writes the shim's orders. */
export function hang(desk: Desk, how: Hang, order: (line: string) => void): void {
  const pid = desk.atWork()?.pid
  if (pid === undefined) throw new Error('no card process has signed yet')
  if (how === 'stopped') process.kill(pid, 'SIGSTOP')
  else order(`hang ${how} ${pid.toString(16)}\n`)
}
