/** How the screen is built: files of its own origin only, under the policy of `src/shared/csp.ts`. */
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('src/renderer'),
  base: './',
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: here('out/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    // No `data:` fonts or scripts, and no preload helper that fetches: the policy allows neither.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    // One screen, read from the disk: splitting it would only add steps.
    chunkSizeWarningLimit: 1500,
    reportCompressedSize: false,
    // The libraries in one file: it compresses better than the pieces that what loads later would cut it into.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'library', test: /node_modules/ }] } } },
  },
})
