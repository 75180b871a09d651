/**
 * The account that a proxy asks for. It is kept sealed by the system's store and nowhere else: where there is none, it lives as
 * long as the console. It is said to the one proxy that it was given for, never to another that a PAC file would name.
 */
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Log, SecretBox } from '../ports.ts'
import { writeWhole } from '../write-whole.ts'
import { proxyOrigin } from './ways.ts'

const Account = z.object({ proxy: z.string(), user: z.string().min(1).max(200), password: z.string().max(200) })
export type ProxyAccount = z.infer<typeof Account>

export interface ProxyAccounts {
  /** Header of the proxy at this origin; null when it has no account of ours. */
  headerFor(proxy: string): string | null
  /** Whom it is for and who; never the password. */
  known(): { proxy: string; user: string } | null
  /** True when the account outlives the console. */
  keeps(): boolean
  /** Takes the account, or forgets it. Answers the system's code when it could not be written. */
  set(account: ProxyAccount | null): string | null
}

const NAME = 'proxy-account.sealed'

/** Opens what is kept in the profile. A file that cannot be opened any more is as none: the proxy will ask again. */
export function openProxyAccounts(options: { box: SecretBox | null; dir: string; log: Log }): ProxyAccounts {
  const { box, log } = options
  const file = path.join(options.dir, NAME)
  let account = box === null ? null : readAccount(file, box, log)
  let keeps = account !== null
  return {
    headerFor: proxy =>
      account === null || account.proxy !== proxy
        ? null
        : `Basic ${Buffer.from(`${account.user}:${account.password}`, 'utf8').toString('base64')}`,
    known: () => (account === null ? null : { proxy: account.proxy, user: account.user }),
    keeps: () => keeps,
    set(wanted) {
      if (wanted === null) {
        account = null
        keeps = false
        rmSync(file, { force: true })
        return null
      }
      const proxy = proxyOrigin(wanted.proxy)
      if (proxy === null) return 'EINVAL'
      account = { ...wanted, proxy }
      const sealed = seal(box, account)
      keeps = false
      if (sealed === null) {
        rmSync(file, { force: true })
        return null
      }
      const failed = writeWhole(file, sealed)
      keeps = failed === null
      return failed
    },
  }
}

function seal(box: SecretBox | null, account: ProxyAccount): string | null {
  try {
    return box?.seal(JSON.stringify(account))?.toString('base64') ?? null
  } catch {
    return null
  }
}

function readAccount(file: string, box: SecretBox, log: Log): ProxyAccount | null {
  let sealed: string
  try {
    sealed = readFileSync(file, 'utf8')
  } catch {
    return null
  }
  try {
    const text = box.open(Buffer.from(sealed, 'base64'))
    return text === null ? null : Account.parse(JSON.parse(text))
  } catch {
    log.warn('proxy.account-unreadable')
    return null
  }
}
