/** Reads an asar archive: its list, and its files. The format is a JSON header of sizes and offsets, then the bytes. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export interface ArchiveFile {
  /** `/` between parts, without a leading one. */
  path: string
  size: number
  /** Null when the file lies beside the archive, in `app.asar.unpacked`. */
  content: Buffer | null
}

interface Node {
  files?: Record<string, Node>
  size?: number
  offset?: string
  unpacked?: boolean
}

/** Every file of the archive. */
export function readArchive(file: string): ArchiveFile[] {
  const bytes = readFileSync(file)
  // Two pickles: the size of the header, then the header, whose text is preceded by its own size.
  const headerSize = bytes.readUInt32LE(4)
  const textSize = bytes.readUInt32LE(12)
  const header = JSON.parse(bytes.toString('utf8', 16, 16 + textSize)) as Node
  const start = 8 + headerSize
  const list: ArchiveFile[] = []
  const walk = (node: Node, prefix: string) => {
    for (const [name, child] of Object.entries(node.files ?? {})) {
      const at = prefix === '' ? name : `${prefix}/${name}`
      if (child.files) walk(child, at)
      else {
        const size = child.size ?? 0
        const offset = start + Number(child.offset ?? 0)
        list.push({ path: at, size, content: child.unpacked ? null : bytes.subarray(offset, offset + size) })
      }
    }
  }
  walk(header, '')
  return list
}

/** Writes the archive out as files, those beside it included. */
export function extractArchive(file: string, to: string): void {
  for (const entry of readArchive(file)) {
    const target = path.join(to, entry.path)
    mkdirSync(path.dirname(target), { recursive: true })
    writeFileSync(target, entry.content ?? readFileSync(path.join(`${file}.unpacked`, entry.path)))
  }
}
