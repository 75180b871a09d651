/** With the LRM: a stand-in that is labelled as one. It opens a call by its link, and takes up what the console hands over. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, get as httpGet, type Server } from 'node:http'
import { type AddressInfo, createServer as createNet } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from './stage.ts'

interface StandIn {
  server: Server
  url: string
  tokenFile: string
  dir: string
  received: { drm: string | null; status: string; appointment: { status: string } | null }[]
}

/** An LRM that is none: it shows what it was handed, under a title that says what it is. */
async function standIn(): Promise<StandIn> {
  const dir = mkdtempSync(path.join(tmpdir(), 'relais-lrm-'))
  const tokenFile = path.join(dir, 'jeton')
  writeFileSync(tokenFile, 'jeton-du-lrm-simule-0123456789\n')
  const received: StandIn['received'] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', part => {
      text += part
    })
    request.on('end', () => {
      if (request.method === 'GET') {
        const rows = received.map(one => `<li>DRM ${one.drm} : ${one.status} (${one.appointment?.status})</li>`)
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        response.end(`<h1>LRM SIMULÉ, pour les essais</h1><ul>${rows.join('')}</ul>`)
        return
      }
      received.push(JSON.parse(text))
      response.writeHead(201).end()
    })
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, tokenFile, dir, received }
}

const freePort = () =>
  new Promise<number>(done => {
    const server = createNet().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => done(port))
    })
  })

const follow = (address: string) =>
  new Promise<number>((done, failed) => {
    httpGet(address, response => {
      response.resume()
      done(response.statusCode ?? 0)
    }).on('error', failed)
  })

test('the LRM’s link fills a call, and what is booked is in its hands with the number of its file', async ({
  stage,
  context,
}) => {
  const lrm = await standIn()
  const port = await freePort()
  try {
    const { hand, page } = await stage.start({
      settings: raw => ({
        ...raw,
        launch: { port, origins: ['samu37'] },
        handOver: { http: { url: lrm.url, tokenFile: lrm.tokenFile } },
      }),
    })
    await stage.signIn()
    const link = new URLSearchParams({
      origin: 'samu37',
      inseecode: '37050',
      streetnumber: '12',
      streetname: 'rue des Tilleuls',
      specialty: 'urn:oid:1.2.250.1.71.1.2.5|SM54',
      practitioner: 'Dr TESTARD',
    })
    expect(await follow(`http://127.0.0.1:${port}/sas/recherche?${link}`)).toBe(200)
    await expect(stage.place).toHaveValue('Chambray-lès-Tours')
    await expect(page.getByText('12, rue des Tilleuls', { exact: false })).toBeVisible()
    await expect(stage.grid.locator('.row').first()).toBeVisible()
    await stage.picture('lien-du-lrm')
    await page.getByLabel('DRM').fill('26-118402')
    await stage.grid.focus()
    await stage.choose('Réserver')
    await hand.press('Enter')
    await expect(stage.outcome).toHaveText('Réservé')
    await expect(page.getByText(/Repris par le LRM à/)).toBeVisible()
    await stage.picture('remise-au-lrm')
    expect(lrm.received).toMatchObject([{ drm: '26-118402', status: 'confirmed', appointment: { status: 'booked' } }])

    const other = await context.newPage()
    await other.goto(lrm.url)
    await expect(other.getByRole('heading', { name: 'LRM SIMULÉ' })).toBeVisible()
    await expect(other.getByText('DRM 26-118402')).toBeVisible()
    await other.screenshot({ path: 'out/e2e/lrm-simule.png' })
    await other.close()
  } finally {
    lrm.server.closeAllConnections()
    await new Promise(done => lrm.server.close(done))
    rmSync(lrm.dir, { recursive: true, force: true })
  }
})
