/** What this program is made of, for the screen that says so. */
import { readFileSync } from 'node:fs'
import { homedir, release } from 'node:os'
import { z } from 'zod'
import { SettingsAbout } from '../shared/contract/settings.ts'

const Licences = z.object({ components: SettingsAbout.shape.licences })

/** `licencesFile`: written by the build; where it is missing the list is empty and the screen says where it ships. */
export function aboutThisProgram(
  profileDir: string,
  licencesFile: string | null,
): Pick<SettingsAbout, 'electron' | 'node' | 'system' | 'profileDir' | 'licences'> {
  const home = homedir()
  return {
    electron: process.versions['electron'] ?? null,
    node: process.versions.node,
    system: `${process.platform} ${release()} ${process.arch}`,
    // What is shown is pasted in tickets: a folder is not to say whose it is.
    profileDir: home.length > 1 ? profileDir.replace(home, '~') : profileDir,
    licences: licencesFile === null ? [] : readLicences(licencesFile),
  }
}

function readLicences(file: string): SettingsAbout['licences'] {
  try {
    return Licences.parse(JSON.parse(readFileSync(file, 'utf8'))).components
  } catch {
    return []
  }
}
