/**
 * The list of the screen's files that the build writes (`out/renderer/manifest.json`). Both carriers serve what is listed
 * and nothing else: a file that lies in the folder by accident does not exist for them.
 */
import { z } from 'zod'

/** Name of the list inside the folder; it does not list itself, so it is never served. */
export const MANIFEST_NAME = 'manifest.json'

/** A path inside the folder: no `..`, no empty or hidden part, no backslash, no drive. */
const InnerPath = z
  .string()
  .max(300)
  .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/)

export const ScreenManifest = z.object({
  version: z.literal(1),
  files: z
    .array(
      z.object({
        path: InnerPath,
        bytes: z.int().nonnegative(),
        /** SHA-256 of the content, hexadecimal. */
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(5000),
})
export type ScreenManifest = z.infer<typeof ScreenManifest>

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  webp: 'image/webp',
  woff2: 'font/woff2',
  ogg: 'audio/ogg',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  txt: 'text/plain; charset=utf-8',
}

/** Type of a file by its name. Unknown: bytes, which a browser with `nosniff` neither runs nor shows. */
export function contentType(path: string): string {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase()
  return (Object.hasOwn(TYPES, extension) ? TYPES[extension] : undefined) ?? 'application/octet-stream'
}

export interface ScreenFile {
  /** Path inside the folder, `/` between parts. */
  path: string
  type: string
  sha256: string
}

/** Finds the listed file that a URL path names; null for anything not listed. `/` is `index.html`. */
export type FindScreenFile = (urlPath: string) => ScreenFile | null

/** Looks up by exact name. Nothing is decoded or joined: `%2e%2e`, `..` and `\` are names that no list holds. */
export function screenFiles(manifest: ScreenManifest): FindScreenFile {
  const byPath = new Map<string, ScreenFile>()
  for (const { path, sha256 } of manifest.files) byPath.set(`/${path}`, { path, type: contentType(path), sha256 })
  return urlPath => byPath.get(urlPath === '/' ? '/index.html' : urlPath) ?? null
}
