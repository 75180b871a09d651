/**
 * The files of SoftHSM2, which writes them in place (a counter, at a login): killed meanwhile, it leaves one empty, and its card has
 * gone for good. A card does not lose what is on it, whatever becomes of the program that speaks to it.
 */
import { cpSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'

export interface Store {
  /** Puts the files back as they were made when one of them has been cut; true when that was so. */
  putBack(): boolean
}

/** Keeps a copy of the folder, made while nobody writes in it. */
export function keepStore(folder: string, copy: string): Store {
  cpSync(folder, copy, { recursive: true })
  const objects = readdirSync(copy, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.object'))
  const size = (root: string, name: string) => statSync(path.join(root, name), { throwIfNoEntry: false })?.size ?? 0
  return {
    putBack() {
      const cut = objects.some(name => size(folder, name) < size(copy, name))
      if (cut) cpSync(copy, folder, { recursive: true })
      return cut
    },
  }
}
