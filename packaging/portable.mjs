/** The program without an installer: a zip for Windows, a `.deb` for Linux desks. */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import yazl from 'yazl'

/** Files under a folder, `/` between parts, sorted. */
export function filesUnder(dir, prefix = '') {
  return readdirSync(path.join(dir, prefix), { withFileTypes: true })
    .flatMap(entry => {
      const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`
      return entry.isDirectory() ? filesUnder(dir, name) : [name]
    })
    .sort()
}

/** Zips a folder; the same content gives the same file. */
export async function makeZip(dir, output, top) {
  const zip = new yazl.ZipFile()
  const mtime = new Date(1980, 0, 1)
  for (const name of filesUnder(dir)) {
    const file = path.join(dir, name)
    zip.addFile(file, `${top}/${name}`, { mtime, mode: statSync(file).mode })
  }
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(output))
}

const DESKTOP = `[Desktop Entry]
Type=Application
Name=Relais
Comment=Console de régulation médicale
Exec=/opt/relais/relais %U
Icon=relais
Categories=Office;
MimeType=x-scheme-handler/sas-console;
StartupWMClass=Relais
`
/** What Electron's own runtime needs of a Debian desk. */
const DEPENDS =
  'libgtk-3-0t64 | libgtk-3-0, libnotify4, libnss3, libxss1, libxtst6, xdg-utils, libatspi2.0-0t64 | libatspi2.0-0, libuuid1, libsecret-1-0, libgbm1, libasound2t64 | libasound2'

/** Builds the package of `dir` by dpkg-deb. */
export function makeDeb({ dir, version, icon, notices, output, compression = 'xz' }) {
  const work = mkdtempSync(path.join(tmpdir(), 'relais-deb-'))
  const at = (...parts) => {
    const place = path.join(work, ...parts)
    mkdirSync(path.dirname(place), { recursive: true })
    return place
  }
  try {
    cpSync(dir, at('opt/relais'), { recursive: true })
    const kb = filesUnder(dir).reduce((sum, name) => sum + Math.ceil(statSync(path.join(dir, name)).size / 1024), 0)
    writeFileSync(at('usr/share/applications/relais.desktop'), DESKTOP)
    cpSync(icon, at('usr/share/icons/hicolor/512x512/apps/relais.png'))
    cpSync(notices, at('usr/share/doc/relais/copyright'))
    mkdirSync(at('usr/bin/x', '..'), { recursive: true })
    symlinkSync('/opt/relais/relais', at('usr/bin/relais'))
    mkdirSync(at('etc/relais/x', '..'), { recursive: true })
    writeFileSync(
      at('DEBIAN/control'),
      [
        'Package: relais',
        `Version: ${version}`,
        'Architecture: amd64',
        'Maintainer: Relais <relais@relais.invalid>',
        `Installed-Size: ${kb}`,
        `Depends: ${DEPENDS}`,
        'Section: misc',
        'Priority: optional',
        'Description: Console de bureau pour la régulation médicale (SAMU/SAS)',
        ' Trouver un soin pour un appelant, le réserver, le remettre au dossier.',
        ' Les réglages du poste sont dans /etc/relais.',
        '',
      ].join('\n'),
    )
    // The folder belongs to root and is read by all; Chromium's sandbox helper must be set-uid, as its own packages do.
    writeFileSync(
      at('DEBIAN/postinst'),
      '#!/bin/sh\nset -e\nif [ -f /opt/relais/chrome-sandbox ]; then chmod 4755 /opt/relais/chrome-sandbox; fi\nif command -v update-desktop-database >/dev/null; then update-desktop-database -q || true; fi\n',
    )
    chmodSync(at('DEBIAN/postinst'), 0o755)
    execFileSync('dpkg-deb', ['--build', '--root-owner-group', `-Z${compression}`, work, output], { stdio: 'pipe' })
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
