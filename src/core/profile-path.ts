/** Where a desk's profile lies when nobody says: the account's own folder, writable without rights. */
import { homedir } from 'node:os'
import path from 'node:path'

/** `%LOCALAPPDATA%\Relais` on Windows, `~/Library/Application Support/Relais` on macOS, `$XDG_DATA_HOME/relais` elsewhere. */
export function defaultProfileDir(
  platform: NodeJS.Platform = process.platform,
  env: Record<string, string | undefined> = process.env,
  home: string = homedir(),
): string {
  if (platform === 'win32')
    return path.win32.join(env['LOCALAPPDATA'] ?? path.win32.join(home, 'AppData', 'Local'), 'Relais')
  if (platform === 'darwin') return path.posix.join(home, 'Library', 'Application Support', 'Relais')
  // A relative XDG path is invalid by its own specification, and ignored.
  const xdg = env['XDG_DATA_HOME']
  return path.posix.join(xdg?.startsWith('/') ? xdg : path.posix.join(home, '.local', 'share'), 'relais')
}
