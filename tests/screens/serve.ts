/**
 * Builds the page of the scripted console and serves it with the headers of the real host: what the policy refuses there
 * is refused here. Prints its address; one argument: the port, any when it is 0.
 */
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import { securityHeaders } from '../../src/shared/csp.ts'
import { contentType } from '../../src/shared/screen-files.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
// Its own folder: another run that builds meanwhile does not take the page away from this one.
const out = here(`../../out/screens-${process.pid}`)
process.once('SIGTERM', () => {
  rmSync(out, { recursive: true, force: true })
  process.exit()
})
const port = Number(process.argv[2] ?? 0)

await build({
  configFile: false,
  root: here('./page'),
  base: './',
  logLevel: 'warn',
  plugins: [react()],
  build: {
    outDir: out,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'chrome140',
    chunkSizeWarningLimit: 2000,
  },
})

let origin = ''
const server = createServer(async (request, response) => {
  const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname)
  const file = path === '/' ? '/index.html' : path
  try {
    const body = await readFile(join(out, file))
    response.writeHead(200, {
      ...securityHeaders({ kind: 'host', origin }),
      'Content-Type': contentType(file),
      ETag: createHash('sha256').update(body).digest('hex').slice(0, 16),
    })
    response.end(body)
  } catch {
    response.writeHead(404).end()
  }
})
server.listen(port, '127.0.0.1', () => {
  const address = server.address()
  origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`
  console.log(`${origin}/`)
})
