/** The sources as IT and supervisors need to know them, put together from what each part of the room knows. */
import type { CertificateFacts, SourceReport } from '../../shared/contract/availability.ts'
import type { Door } from './door.ts'
import type { Ledger } from './ledger.ts'
import type { SourcePort } from './ports.ts'
import type { Statements } from './statements.ts'

interface Parts {
  door: Door
  ledger: Ledger
  statements: Statements
  certificates: CertificateFacts[]
}

export function reportOf(source: SourcePort, { door, ledger, statements, certificates }: Parts): SourceReport {
  const { settings } = source
  const shut = door.shut()
  const { capability, fault } = statements.of(settings.id)
  const taking = statements.takingOf(source)
  return {
    id: settings.id,
    label: settings.label,
    host: new URL(settings.url).host,
    kind: settings.kind,
    simulated: settings.simulated,
    taking,
    heldBack: taking !== settings.taking,
    departements: settings.departements,
    identifiers: settings.identifiers,
    door: { state: shut?.why ?? 'open', until: shut ? new Date(shut.untilMs).toISOString() : null },
    ...ledger.read(),
    capability,
    capabilityFault: fault,
    certificates,
  }
}
