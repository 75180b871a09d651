/** Handing over by an address that the site words: a program of this machine (the LRM) opens it. «Remis» is all that can be known. */
import type { Shell } from '../ports.ts'
import { fillAddress } from '../settings/index.ts'
import type { Channel } from './channel.ts'

export function linkChannel(template: string, shell: Shell): Channel {
  const scheme = template.slice(0, template.indexOf(':')).toLowerCase()
  return {
    name: 'link',
    async put({ text }) {
      const {
        drm,
        id,
        status,
        outcome,
        text: words,
        appointment,
      } = JSON.parse(text) as {
        drm: string | null
        id: string
        status: string
        outcome: string | null
        text: string
        appointment: { start?: string } | null
      }
      try {
        await shell.openExternal(
          fillAddress(template, {
            drm,
            id,
            statut: status,
            issue: outcome,
            debut: appointment?.start ?? null,
            texte: words,
          }),
          scheme,
        )
        return { ok: true, acknowledged: false }
      } catch {
        return { ok: false, code: 'not-opened' }
      }
    },
  }
}
