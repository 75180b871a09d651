/**
 * The template of a roster as a workbook (XLSX): every cell is text, so that no spreadsheet takes the zero off a phone or turns a
 * number of fourteen digits into «1,2E+13». A second sheet says what each column holds.
 */
import { crc32, deflateRawSync } from 'node:zlib'
import type { Template } from './templates.ts'

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const PARTS = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
/** Styles of cells: text, and text in bold. */
const TEXT = 1
const BOLD = 2

const xml = (body: string): string => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${body}`
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

export function templateWorkbook({ label, columns }: Template): Buffer {
  const filled = sheet([columns.map(each => each.name), columns.map(each => each.example)])
  const notice = sheet([
    ['colonne', 'obligatoire', 'contenu', 'exemple'],
    ...columns.map(({ name, required, about, example }) => [name, required ? 'oui' : '', about, example]),
  ])
  return zip({
    '[Content_Types].xml': xml(
      `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${PARTS}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${PARTS}.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${PARTS}.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="${PARTS}.worksheet+xml"/></Types>`,
    ),
    '_rels/.rels': xml(
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': xml(
      `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escaped(label.slice(0, 31))}" sheetId="1" r:id="rId1"/><sheet name="Notice" sheetId="2" r:id="rId2"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': xml(
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    ),
    'xl/styles.xml': xml(
      `<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`,
    ),
    'xl/worksheets/sheet1.xml': filled,
    'xl/worksheets/sheet2.xml': notice,
  })
}

/** Rows of texts, the first in bold; a column keeps what is typed below as text. */
function sheet(rows: readonly (readonly string[])[]): string {
  const width = rows[0]?.length ?? 1
  const widest = (at: number) => Math.min(60, Math.max(12, ...rows.map(row => (row[at]?.length ?? 0) + 2)))
  const cols = Array.from(
    { length: width },
    (_, at) => `<col min="${at + 1}" max="${at + 1}" width="${widest(at)}" style="${TEXT}" customWidth="1"/>`,
  )
  const lines = rows.map(
    (row, line) =>
      `<row r="${line + 1}">${row
        .map(
          (text, at) =>
            `<c r="${String.fromCharCode(65 + at)}${line + 1}" s="${line === 0 ? BOLD : TEXT}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`,
        )
        .join('')}</row>`,
  )
  return xml(
    `<worksheet xmlns="${MAIN}"><cols>${cols.join('')}</cols><sheetData>${lines.join('')}</sheetData></worksheet>`,
  )
}

/** Midnight of 1 January 1980: the same template is the same file, to the byte. */
const DAY = 0x21

function zip(parts: Record<string, string>): Buffer {
  const files: Buffer[] = []
  const entries: Buffer[] = []
  let offset = 0
  for (const [name, text] of Object.entries(parts)) {
    const content = Buffer.from(text)
    const packed = deflateRawSync(content)
    const title = Buffer.from(name)
    // Version, flags, method, time, day, check, sizes, length of the name, of what follows it.
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt16LE(DAY, 8)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(content.length, 18)
    common.writeUInt16LE(title.length, 22)
    const where = Buffer.alloc(14)
    where.writeUInt32LE(offset, 10)
    files.push(Buffer.concat([Buffer.from('504b0304', 'hex'), common, title, packed]))
    entries.push(Buffer.concat([Buffer.from('504b01021400', 'hex'), common, where, title]))
    offset += files.at(-1)?.length ?? 0
  }
  const index = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.write('504b0506', 0, 'hex')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(index.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...files, index, end])
}
