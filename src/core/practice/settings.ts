/** Settings of the practice mode: written from what the sandbox platform says of itself when it is up. */
import { z } from 'zod'

const FilePath = z.string().min(1)

/** The line of JSON that `src/sandbox/cli.ts --json` prints once it answers. */
export const SandboxLine = z.object({
  base: z.url(),
  ca: FilePath,
  certificate: FilePath,
  key: FilePath,
  signIn: z.object({ url: z.url(), audience: z.string() }),
  /** `sources` of the settings, as the console reads them. */
  sources: z.array(z.record(z.string(), z.unknown())),
  practiceCard: z.object({ file: FilePath, pin: z.string() }),
  /** `signIn.psc` of the settings. */
  psc: z.object({ url: z.url(), pages: z.array(z.url()) }).optional(),
  /** `trust` of the settings: authorities and revocation lists of the practice cards. */
  trust: z.object({ roots: z.array(FilePath), intermediates: z.array(FilePath), crls: z.array(z.string()) }).optional(),
  /** RPPS file of the practice territory. */
  territory: FilePath,
  /** FINESS+ files of the same territory. */
  finess: z.object({ structures: FilePath, activities: FilePath }).optional(),
  /** Folder of the rosters of the practice site. */
  rosters: FilePath.optional(),
  /** Annuaire Santé of the same people. */
  annuaire: z.object({ url: z.url(), keyFile: FilePath }).optional(),
  /** Geocoder of the same addresses; it stays on this machine. */
  geocoding: z.object({ url: z.url() }).optional(),
  contentDate: z.iso.date(),
})
export type SandboxLine = z.infer<typeof SandboxLine>

/** Département of the practice desk: Indre-et-Loire, one of those that the vendors of the sandbox cover well. */
const PRACTICE_DEPARTEMENT = '37'

/** Settings file of a first run. Absolute paths; every source is a simulated one and says so. */
export function practiceSettings(line: SandboxLine): Record<string, unknown> {
  return {
    profile: 'sandbox',
    language: 'fr',
    desk: { name: 'poste d’exercice', site: 'Bac à sable', territory: PRACTICE_DEPARTEMENT },
    platform: {
      url: line.base,
      tls: { ca: [line.ca], certificate: line.certificate, key: line.key },
      // The sandbox is heard back after a vendor’s page: it answers to the search of a professional’s appointments.
      appointmentSearch: true,
    },
    signIn: { url: line.signIn.url, audience: line.signIn.audience, ...(line.psc ? { psc: line.psc } : {}) },
    sources: line.sources,
    card: { kind: 'practice', file: line.practiceCard.file },
    ...(line.trust ? { trust: line.trust } : {}),
    directory: {
      rpps: line.territory,
      ...line.finess,
      ...(line.rosters ? { rosters: line.rosters } : {}),
      ...(line.annuaire ? { annuaire: line.annuaire } : {}),
      ...(line.geocoding ? { geocoding: line.geocoding } : {}),
    },
    practice: { pin: line.practiceCard.pin },
  }
}
