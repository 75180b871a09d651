/**
 * A Windows program of a thousand bytes that stands in for Electron's where its runtime is not: it starts under Windows and
 * wine, answers 0, or 1 while `C:\ProgramData\Relais\desks\busy` is there, as a console in the middle of a call would answer
 * an installer. It carries the mark and the wire of Electron's fuses, so that they are flipped and read like the real ones.
 */

const FILE_ALIGN = 0x200
const SECTION_ALIGN = 0x1000
const TEXT_RVA = 0x1000
const DATA_RVA = 0x2000
const RSRC_RVA = 0x3000
const BUSY = 'C:\\ProgramData\\Relais\\desks\\busy'
/** Marks where the fuses are in the executable: 32 characters, version, count, then one character a fuse. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const FUSES = 9

/** Mark and wire of the fuses, all on. */
export const fuseWire = (): Buffer =>
  Buffer.concat([Buffer.from(FUSE_SENTINEL, 'latin1'), Buffer.from([1, FUSES]), Buffer.from('1'.repeat(FUSES))])

/** The program, PE32+ for x64. */
export function standInExecutable(): Buffer {
  const data = dataSection()
  const code = codeSection(data.at)
  const headers = Buffer.alloc(0x400)
  headers.write('MZ', 0, 'latin1')
  headers.writeUInt32LE(0x80, 0x3c)
  headers.write('PE\0\0', 0x80, 'latin1')
  const coff = 0x84
  headers.writeUInt16LE(0x8664, coff)
  headers.writeUInt16LE(3, coff + 2)
  headers.writeUInt16LE(240, coff + 16)
  headers.writeUInt16LE(0x22, coff + 18)
  const optional = coff + 20
  headers.writeUInt16LE(0x20b, optional)
  headers.writeUInt32LE(FILE_ALIGN, optional + 4)
  headers.writeUInt32LE(TEXT_RVA, optional + 16)
  headers.writeUInt32LE(TEXT_RVA, optional + 20)
  headers.writeBigUInt64LE(0x140000000n, optional + 24)
  headers.writeUInt32LE(SECTION_ALIGN, optional + 32)
  headers.writeUInt32LE(FILE_ALIGN, optional + 36)
  headers.writeUInt16LE(6, optional + 40)
  headers.writeUInt16LE(6, optional + 48)
  headers.writeUInt32LE(0x4000, optional + 56)
  headers.writeUInt32LE(0x400, optional + 60)
  // Windows program without a console; may be loaded anywhere is not asked.
  headers.writeUInt16LE(2, optional + 68)
  headers.writeUInt16LE(0x8100, optional + 70)
  headers.writeBigUInt64LE(0x100000n, optional + 72)
  headers.writeBigUInt64LE(0x1000n, optional + 80)
  headers.writeBigUInt64LE(0x100000n, optional + 88)
  headers.writeBigUInt64LE(0x1000n, optional + 96)
  headers.writeUInt32LE(16, optional + 108)
  headers.writeUInt32LE(DATA_RVA + data.at.imports, optional + 112 + 8)
  headers.writeUInt32LE(40, optional + 112 + 12)
  const resources = resourceSection()
  headers.writeUInt32LE(RSRC_RVA, optional + 112 + 16)
  headers.writeUInt32LE(resources.length, optional + 112 + 20)
  section(headers, optional + 240, '.text', code.length, TEXT_RVA, 0x400, 0x60000020)
  section(headers, optional + 280, '.data', data.bytes.length, DATA_RVA, 0x600, 0xc0000040)
  section(headers, optional + 320, '.rsrc', resources.length, RSRC_RVA, 0x800, 0x40000040)
  return Buffer.concat([headers, padded(code), padded(data.bytes), padded(resources)])
}

function section(to: Buffer, at: number, name: string, size: number, rva: number, file: number, flags: number): void {
  to.write(name, at, 'latin1')
  to.writeUInt32LE(size, at + 8)
  to.writeUInt32LE(rva, at + 12)
  to.writeUInt32LE(Math.ceil(size / FILE_ALIGN) * FILE_ALIGN, at + 16)
  to.writeUInt32LE(file, at + 20)
  to.writeUInt32LE(flags, at + 36)
}

const padded = (bytes: Buffer) =>
  Buffer.concat([bytes, Buffer.alloc((FILE_ALIGN - (bytes.length % FILE_ALIGN)) % FILE_ALIGN)])

interface Places {
  imports: number
  busy: number
  attributes: number
  exit: number
}

/** Imports of kernel32, the path to look for, the fuses. */
function dataSection(): { bytes: Buffer; at: Places } {
  const bytes = Buffer.alloc(0x200)
  const at: Places = { imports: 0, attributes: 0x40, exit: 0x48, busy: 0xa0 }
  const names = { lookup: 0x28, library: 0x60, attributes: 0x6e, exit: 0x84 }
  // One descriptor and its end.
  bytes.writeUInt32LE(DATA_RVA + names.library, at.imports + 12)
  bytes.writeUInt32LE(DATA_RVA + at.attributes, at.imports + 16)
  // Addresses, filled by the loader: GetFileAttributesW, ExitProcess, end.
  bytes.writeBigUInt64LE(BigInt(DATA_RVA + names.attributes), at.attributes)
  bytes.writeBigUInt64LE(BigInt(DATA_RVA + names.exit), at.exit)
  bytes.write('kernel32.dll\0', names.library, 'latin1')
  bytes.write('GetFileAttributesW\0', names.attributes + 2, 'latin1')
  bytes.write('ExitProcess\0', names.exit + 2, 'latin1')
  bytes.write(`${BUSY}\0`, at.busy, 'utf16le')
  fuseWire().copy(bytes, 0x100)
  return { bytes, at }
}

/** One resource: the version, which packing writes anew. */
function resourceSection(): Buffer {
  const version = versionInfo()
  const tree = Buffer.alloc(0x60)
  // Type 16 (version), name 1, language 1033: three folders of one entry, then where the data lies.
  for (const [at, id, next] of [
    [0, 16, 0x80000018],
    [0x18, 1, 0x80000030],
    [0x30, 1033, 0x48],
  ] as const) {
    tree.writeUInt16LE(1, at + 14)
    tree.writeUInt32LE(id, at + 16)
    tree.writeUInt32LE(next, at + 20)
  }
  tree.writeUInt32LE(RSRC_RVA + tree.length, 0x48)
  tree.writeUInt32LE(version.length, 0x4c)
  return Buffer.concat([tree, version])
}

function versionInfo(): Buffer {
  const fixed = Buffer.alloc(52)
  fixed.writeUInt32LE(0xfeef04bd, 0)
  fixed.writeUInt32LE(0x10000, 4)
  const text = Buffer.from('Electron\0', 'utf16le')
  const string = block('ProductName', text, text.length / 2, 1, [])
  const table = block('040904b0', Buffer.alloc(0), 0, 1, [string])
  const strings = block('StringFileInfo', Buffer.alloc(0), 0, 1, [table])
  return block('VS_VERSION_INFO', fixed, fixed.length, 0, [strings])
}

/** A block of a version resource: lengths, name, value, blocks within; each part begins at a multiple of four. */
function block(name: string, value: Buffer, valueLength: number, type: number, within: Buffer[]): Buffer {
  const four = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
  const head = Buffer.alloc(6)
  head.writeUInt16LE(valueLength, 2)
  head.writeUInt16LE(type, 4)
  const whole = Buffer.concat([
    four(Buffer.concat([head, Buffer.from(`${name}\0`, 'utf16le')])),
    four(value),
    ...within.map(four),
  ])
  whole.writeUInt16LE(whole.length, 0)
  return whole
}

function codeSection(at: Places): Buffer {
  const from = (next: number, place: number) => {
    const relative = Buffer.alloc(4)
    relative.writeInt32LE(DATA_RVA + place - (TEXT_RVA + next))
    return relative
  }
  return Buffer.concat([
    Buffer.from('4883ec28', 'hex'), // sub rsp, 28h
    Buffer.from('488d0d', 'hex'), // lea rcx, [busy]
    from(11, at.busy),
    Buffer.from('ff15', 'hex'), // call [GetFileAttributesW]
    from(17, at.attributes),
    Buffer.from('31c9', 'hex'), // xor ecx, ecx
    Buffer.from('83f8ff', 'hex'), // cmp eax, -1
    Buffer.from('7405', 'hex'), // je +5
    Buffer.from('b901000000', 'hex'), // mov ecx, 1
    Buffer.from('ff15', 'hex'), // call [ExitProcess]
    from(35, at.exit),
    Buffer.from('cc', 'hex'),
  ])
}
