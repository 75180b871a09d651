/** Sets the fuse that electron-builder does not know, so that none is left to a default of Electron. */
import path from 'node:path'
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses'

export default async function afterPack({ appOutDir, packager, electronPlatformName }) {
  const name = packager.appInfo.productFilename
  const executable = {
    win32: `${name}.exe`,
    darwin: `${name}.app`,
    linux: packager.executableName,
  }[electronPlatformName]
  // Bounds of WebAssembly memory are checked by the processor: Electron's own choice, made ours.
  await flipFuses(path.join(appOutDir, executable), { version: FuseVersion.V1, [FuseV1Options.WasmTrapHandlers]: true })
}
