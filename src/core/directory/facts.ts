/** What a directory file says of itself, without keeping it open: for a diagnosis. */
import { type DirectoryFacts, openDirectory } from './store/open.ts'

/** Never throws on a bad file. */
export function readDirectoryFacts(
  file: string,
): ({ kind: 'ready' } & DirectoryFacts) | { kind: 'empty' } | { kind: 'broken'; detail: string } {
  const opened = openDirectory(file)
  if (opened.kind !== 'ready') return opened
  opened.db.close()
  return { kind: 'ready', ...opened.facts }
}
