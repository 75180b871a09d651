/**
 * Signature of what ships, by osslsigncode: a PKCS#12 file, or a key that never leaves its token (PKCS#11). The site's own
 * certificate; nothing is signed when none is given, and the last line says so.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, renameSync, rmSync } from 'node:fs'

const ENGINES = ['/usr/lib/x86_64-linux-gnu/engines-3/pkcs11.so', '/usr/lib/aarch64-linux-gnu/engines-3/pkcs11.so']

/** Engine of OpenSSL that reaches PKCS#11 tokens; null where it is not installed. */
export const pkcs11Engine = () => ENGINES.find(file => existsSync(file)) ?? null

/**
 * What to sign with, from the environment: `RELAIS_SIGN_PKCS12` and `RELAIS_SIGN_PASSWORD_FILE`; or
 * `RELAIS_SIGN_PKCS11_MODULE`, `RELAIS_SIGN_KEY` (a `pkcs11:` address), `RELAIS_SIGN_CERTIFICATES` (PEM);
 * `RELAIS_SIGN_TIMESTAMP` (RFC 3161 address). Null: nothing to sign with.
 */
export function signerOf(env) {
  const timestamp = env.RELAIS_SIGN_TIMESTAMP ? ['-ts', env.RELAIS_SIGN_TIMESTAMP] : []
  const common = ['-h', 'sha256', '-n', 'Relais', ...timestamp]
  if (env.RELAIS_SIGN_PKCS12) {
    const pass = env.RELAIS_SIGN_PASSWORD_FILE ? ['-readpass', env.RELAIS_SIGN_PASSWORD_FILE] : []
    return [...common, '-pkcs12', env.RELAIS_SIGN_PKCS12, ...pass]
  }
  if (env.RELAIS_SIGN_PKCS11_MODULE) {
    if (pkcs11Engine() === null)
      throw new Error('libengine-pkcs11-openssl manque : la clé du jeton ne peut pas signer.')
    // The engine is left to be found by its name: given as a path, osslsigncode 2.5 (Debian 12) cannot load it.
    const key = ['-key', env.RELAIS_SIGN_KEY ?? '', '-certs', env.RELAIS_SIGN_CERTIFICATES ?? '']
    return [...common, '-pkcs11module', env.RELAIS_SIGN_PKCS11_MODULE, ...key]
  }
  return null
}

/** Signs a program, a library or an MSI in place. Throws with the tool's words. */
export function signFile(file, signer) {
  const aside = `${file}.signed`
  try {
    execFileSync('osslsigncode', ['sign', ...signer, '-in', file, '-out', aside], { stdio: 'pipe' })
    renameSync(aside, file)
  } catch (error) {
    rmSync(aside, { force: true })
    throw new Error(
      `signature de ${file} : ${error.stderr?.toString() ?? ''}${error.stdout?.toString() ?? error.message}`,
    )
  }
}

/** True when the file carries a signature that holds and leads to one of these authorities (PEM). */
export function signatureHolds(file, authorities) {
  try {
    const said = execFileSync('osslsigncode', ['verify', '-CAfile', authorities, '-in', file], {
      encoding: 'utf8',
      stdio: 'pipe',
    })
    return /Signature verification: ok/i.test(said) || /Succeeded/.test(said)
  } catch {
    return false
  }
}
