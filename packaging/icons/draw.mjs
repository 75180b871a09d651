/**
 * Draws the icon of Relais from one description: `assets/icons/relais.svg`, PNG files and the Windows `.ico`. Ours, drawn
 * here: two people and the line that joins them. Run by hand: `node packaging/icons/draw.mjs`; the files are kept in the
 * repository, and a test draws them again to compare.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { deflateSync } from 'node:zlib'

/** On a square of 256. Painted in this order. */
const SHAPES = [
  { kind: 'square', x: 8, y: 8, size: 240, radius: 56, colour: '#0b5d66' },
  { kind: 'line', x1: 76, y1: 168, x2: 180, y2: 88, width: 22, colour: '#e8f4f2' },
  { kind: 'disc', x: 76, y: 168, radius: 36, colour: '#e8f4f2' },
  { kind: 'disc', x: 180, y: 88, radius: 36, colour: '#e8f4f2' },
  { kind: 'disc', x: 180, y: 88, radius: 18, colour: '#f2a541' },
]
const VIEW = 256
export const PNG_SIZES = [16, 32, 48, 64, 128, 256, 512]
const ICO_SIZES = [16, 32, 48, 64, 128, 256]

export function drawSvg() {
  const shapes = SHAPES.map(shape => {
    if (shape.kind === 'square')
      return `<rect x="${shape.x}" y="${shape.y}" width="${shape.size}" height="${shape.size}" rx="${shape.radius}" fill="${shape.colour}"/>`
    if (shape.kind === 'line')
      return `<path d="M${shape.x1} ${shape.y1}L${shape.x2} ${shape.y2}" stroke="${shape.colour}" stroke-width="${shape.width}" stroke-linecap="round"/>`
    return `<circle cx="${shape.x}" cy="${shape.y}" r="${shape.radius}" fill="${shape.colour}"/>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${VIEW} ${VIEW}">${shapes.join('')}</svg>\n`
}

/** Signed distance from a point to the edge of a shape, negative inside. */
function distance(shape, x, y) {
  if (shape.kind === 'disc') return Math.hypot(x - shape.x, y - shape.y) - shape.radius
  if (shape.kind === 'line') {
    const dx = shape.x2 - shape.x1
    const dy = shape.y2 - shape.y1
    const t = Math.min(1, Math.max(0, ((x - shape.x1) * dx + (y - shape.y1) * dy) / (dx * dx + dy * dy)))
    return Math.hypot(x - shape.x1 - t * dx, y - shape.y1 - t * dy) - shape.width / 2
  }
  const half = shape.size / 2
  const qx = Math.abs(x - shape.x - half) - half + shape.radius
  const qy = Math.abs(y - shape.y - half) - half + shape.radius
  return Math.hypot(Math.max(qx, 0), Math.max(qy, 0)) + Math.min(Math.max(qx, qy), 0) - shape.radius
}

const channel = (colour, at) => Number.parseInt(colour.slice(1 + 2 * at, 3 + 2 * at), 16)

/** RGBA rows, edges smoothed over one pixel. */
function drawPixels(size) {
  const scale = VIEW / size
  const pixels = Buffer.alloc(size * size * 4)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let [r, g, b, a] = [0, 0, 0, 0]
      for (const shape of SHAPES) {
        const d = distance(shape, (column + 0.5) * scale, (row + 0.5) * scale) / scale
        const cover = Math.min(1, Math.max(0, 0.5 - d))
        if (cover === 0) continue
        const under = a * (1 - cover)
        const total = cover + under
        r = (channel(shape.colour, 0) * cover + r * under) / total
        g = (channel(shape.colour, 1) * cover + g * under) / total
        b = (channel(shape.colour, 2) * cover + b * under) / total
        a = total
      }
      pixels.set([Math.round(r), Math.round(g), Math.round(b), Math.round(a * 255)], (row * size + column) * 4)
    }
  }
  return pixels
}

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  let crc = 0xffffffff
  for (const byte of body) crc = (CRC[(crc ^ byte) & 0xff] ^ (crc >>> 8)) >>> 0
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4)
  return framed
}

export function drawPng(size) {
  const pixels = drawPixels(size)
  const rows = Buffer.alloc(size * (size * 4 + 1))
  for (let row = 0; row < size; row++) pixels.copy(rows, row * (size * 4 + 1) + 1, row * size * 4, (row + 1) * size * 4)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  // 8 bits a channel, RGBA.
  header.set([8, 6, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** Windows icon: PNG images of each size in one file. */
export function drawIco() {
  const images = ICO_SIZES.map(size => ({ size, png: drawPng(size) }))
  const head = Buffer.alloc(6 + 16 * images.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(images.length, 4)
  let offset = head.length
  images.forEach(({ size, png }, i) => {
    const at = 6 + 16 * i
    // 256 is written 0.
    head.set([size % 256, size % 256, 0, 0], at)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(png.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += png.length
  })
  return Buffer.concat([head, ...images.map(({ png }) => png)])
}

if (import.meta.main) {
  const dir = fileURLToPath(new URL('../../assets/icons/', import.meta.url))
  mkdirSync(dir, { recursive: true })
  writeFileSync(path.join(dir, 'relais.svg'), drawSvg())
  for (const size of PNG_SIZES) writeFileSync(path.join(dir, `relais-${size}.png`), drawPng(size))
  writeFileSync(path.join(dir, 'relais.ico'), drawIco())
}
