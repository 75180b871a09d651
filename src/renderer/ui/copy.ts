/** Text to the clipboard. Where the page may not ask for it, the browser's own copy command does it. */

/** Answers whether the text is in the clipboard. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

function copyBySelection(text: string): boolean {
  const had = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'out-of-sight'
  area.setAttribute('aria-hidden', 'true')
  document.body.append(area)
  area.select()
  let done = false
  try {
    done = document.execCommand('copy')
  } catch {
    done = false
  }
  area.remove()
  if (had instanceof HTMLElement) had.focus()
  return done
}
