/** One way to the LRM. */
export interface Channel {
  name: 'file' | 'http' | 'link'
  /** Hands one message over. Never throws; `code` is the system's or HTTP's. */
  put(message: { id: string; revision: number; text: string }): Promise<PutAnswer>
}

export type PutAnswer = { ok: true; acknowledged: boolean } | { ok: false; code: string }
