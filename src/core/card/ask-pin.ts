/** A PIN from a terminal, for a diagnosis: as bytes, shown nowhere. */

/** Four digits typed without showing them; null: given up. A PIN given by a pipe is taken too: an automaton has no keyboard. */
export function askPinOnTerminal(): Promise<Uint8Array | null> {
  const input = process.stdin
  process.stderr.write('Code porteur (rien ne s’affiche ; Entrée seule pour ne pas signer) : ')
  if (input.isTTY) input.setRawMode(true)
  const digits: number[] = []
  return new Promise(resolve => {
    const end = (answer: Uint8Array | null) => {
      input.off('data', hear)
      input.off('end', finish)
      if (input.isTTY) input.setRawMode(false)
      input.pause()
      process.stderr.write('\n')
      digits.fill(0)
      resolve(answer)
    }
    const finish = () => end(digits.length === 4 ? Uint8Array.from(digits) : null)
    const hear = (chunk: Buffer) => {
      for (const byte of chunk) {
        if (byte === 0x03 || byte === 0x0a || byte === 0x0d) {
          chunk.fill(0)
          return byte === 0x03 ? end(null) : finish()
        }
        if (byte === 0x7f || byte === 0x08) digits.pop()
        else if (byte >= 0x30 && byte <= 0x39 && digits.length < 5) digits.push(byte)
      }
      chunk.fill(0)
    }
    input.on('data', hear)
    input.once('end', finish)
  })
}
