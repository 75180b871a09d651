/** Where the console's own threads and processes begin: one name each, found in the sources or in the bundle. */
import type { EntryName, EntryUrl } from './ports.ts'

/** Entry files, relative to this folder. The build makes one bundle of each, named after it. */
export const ENTRY_SOURCES: Record<EntryName, string> = {
  'directory-writer': 'directory/writer.worker.ts',
  'directory-parser': 'directory/parser.worker.ts',
  'directory-reader': 'directory/reader.worker.ts',
  'fhir-reader': 'fhir/reading.worker.ts',
  'card-process': 'card/card.process.ts',
}

/** Run from the sources by Node's own type stripping. */
export const sourceEntry: EntryUrl = name => new URL(`./${ENTRY_SOURCES[name]}`, import.meta.url)

/** Run from a bundle that stands in the same folder as its entries. */
export const bundledEntry: EntryUrl = name => new URL(`./${name}.js`, import.meta.url)
