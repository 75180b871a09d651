/**
 * Who works at a desk stands in the paths of its folders and in its account: taken out of what leaves the desk. Where a
 * name ends cannot be told from the sentence around a path, so what may be one goes whole, with the words after it if need be.
 */
import { homedir, userInfo } from 'node:os'

/** The person whose account runs the console. */
export interface Who {
  home: string
  account: string
}

/** Whose account this is. */
export function whoRuns(): Who {
  return { home: homedir(), account: accountName() }
}

function accountName(): string {
  try {
    return userInfo().username
  } catch {
    // An account that the system does not list (a container): what its session says.
    return process.env['USERNAME'] ?? process.env['USER'] ?? ''
  }
}

/** Part of a path, spaces included: to the next separator, a quote, the end of the line, or a space before another path. */
const PART = String.raw`(?:(?!\s+(?:[a-z]:)?[\\/])[^\\/"»\r\n])*`
const SEPARATOR = String.raw`[\\/]+`
const LETTER = String.raw`[\p{L}\p{N}_]`
/** A share on the network, by `\\`, by `//` or by an address; not the `://` of the web, nor a separator written twice. */
const SHARE_START = String.raw`(?:(?<!${LETTER}|[.)\\/]|\b[a-z]:)\\{2,}|(?:(?<=\b(?:file|smb):)|(?<!${LETTER}|[.)\\/:]))\/{2,})`
const SHARE = new RegExp(String.raw`(${SHARE_START}[^\\/\s"]+)((?:${SEPARATOR}${PART})+)`, 'giu')
/** The folder that holds a folder for each account, on any disk and any system. */
const ACCOUNTS = new RegExp(String.raw`(${SEPARATOR}(?:users|homes?\$?)${SEPARATOR})${PART}`, 'giu')
/** Files that a console reads or writes. Any other ending may be half of a name: `jean.dupont`. */
const FILE = new RegExp(
  String.raw`^${PART}\.(?:pem|crt|cer|der|crl|key|pub|p12|pfx|json|sqlite|db|dll|so|dylib|csv|txt|log|xml|xlsx|zip|gz|zst|exe|msi)(?!${LETTER})`,
  'iu',
)

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
const folders = (path: string) => path.split(/[\\/]+/).filter(Boolean)

/**
 * `text` without the name of a person in its paths: the home is `~`, a folder of an account is `…`, a path on a share keeps
 * its host and its file, and the account's own name goes wherever it stands. Case and the way of the separators do not matter.
 */
export function withoutNames(text: string, { home, account }: Who): string {
  let clean = text.normalize('NFC')
  const parts = folders(home.normalize('NFC'))
  if (parts.length > 0) {
    const start = /^[\\/]/.test(home) ? SEPARATOR : ''
    const path = start + parts.map(escaped).join(SEPARATOR)
    clean = clean.replaceAll(new RegExp(`(?<!${LETTER}|[.-])${path}${PART}`, 'giu'), '~')
  }
  clean = clean
    .replaceAll(SHARE, (_path, host: string, rest: string) => {
      const last = rest.slice(Math.max(rest.lastIndexOf('\\'), rest.lastIndexOf('/')) + 1)
      const separator = rest.startsWith('/') ? '/' : '\\'
      return `${host}${separator}…${FILE.test(last) ? `${separator}${last}` : ''}`
    })
    .replaceAll(ACCOUNTS, '$1…')
  for (const name of [account.normalize('NFC'), parts.at(-1) ?? ''])
    if (name !== '') clean = clean.replaceAll(new RegExp(`(?<!${LETTER})${escaped(name)}(?!${LETTER})`, 'giu'), '…')
  return clean
}
