/**
 * A second person's yes, as the screen holds it: asked for by whoever needs it, kept through the lock that lending one's
 * reader brings, used once. The console alone says whether it is worth anything.
 */
import { create } from 'zustand'
import type { Approval } from '../../../shared/contract/session.ts'

interface Asked {
  purpose: string
  /** What is to be approved, in the words of the screen that asks. */
  what: string
}

interface ApprovalStore {
  asked: Asked | null
  given: Approval | null
}

export const useApproval = create<ApprovalStore>(() => ({ asked: null, given: null }))

/** Opens the dialog for a second person. What comes of it is in `given`. */
export function askApproval(asked: Asked): void {
  useApproval.setState({ asked, given: null })
}

export function forgetApproval(): void {
  useApproval.setState({ asked: null, given: null })
}
