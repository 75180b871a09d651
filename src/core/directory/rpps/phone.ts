/**
 * Phone numbers of the register: «02 47 …», «0247…», «+33247…», «+33 (0)2 …», two numbers in one field, nine digits where
 * a spreadsheet dropped the zero, «0000000000».
 */

/** Country codes overseas by the first digits of the national number. */
const OVERSEAS: Record<string, string> = {
  '0262': '+262',
  '0263': '+262',
  '0269': '+262',
  '0639': '+262',
  '0692': '+262',
  '0693': '+262',
  '0590': '+590',
  '0690': '+590',
  '0691': '+590',
  '0594': '+594',
  '0694': '+594',
  '0596': '+596',
  '0696': '+596',
  '0697': '+596',
  '0508': '+508',
}

/** E.164 of the first number of a field; null when there is none that can be dialled (empty, all zeros, too short). */
export function phoneOf(field: string): string | null {
  if (field === '') return null
  // A field may hold several numbers: the first is the practice's own.
  const first = field.split(/[/;,]| ou | et /i)[0] ?? ''
  const digits = first.replace(/\(0\)/g, '').replace(/\D/g, '')
  if (/^0*$/.test(digits)) return null
  const prefixed = digits.startsWith('00') && digits.length >= 11
  if (first.trimStart().startsWith('+') || prefixed) return international(digits.replace(/^00/, ''))
  if (digits.length === 10 && digits.startsWith('0')) return national(digits)
  if (digits.length === 9 && !digits.startsWith('0')) return national(`0${digits}`)
  if (digits.length === 11 && digits.startsWith('33')) return international(digits)
  return null
}

function national(digits: string): string | null {
  if (digits[1] === '0') return null
  return `${OVERSEAS[digits.slice(0, 4)] ?? '+33'}${digits.slice(1)}`
}

function international(digits: string): string | null {
  // «+33 02 47…» and «+33 262 …» are both written: the national plan decides.
  if (digits.startsWith('33')) {
    const rest = digits.slice(2).replace(/^0/, '')
    return rest.length === 9 ? national(`0${rest}`) : null
  }
  return /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : null
}

/**
 * What a typed number may begin, in E.164: «02 47» → +33247; null when the text is no phone (fewer than four digits,
 * or anything but digits, spaces, dots, dashes, brackets and a plus).
 */
export function phoneBeginning(text: string): string | null {
  if (!/^[+\d][\d\s.()/-]*$/.test(text)) return null
  const digits = text.replace(/\(0\)/g, '').replace(/\D/g, '')
  if (text.startsWith('+') || digits.startsWith('00')) {
    const code = digits.replace(/^00/, '')
    return code.length >= 4 ? `+${code.replace(/^330/, '33')}` : null
  }
  if (!digits.startsWith('0') || digits.length < 4 || digits.length > 10) return null
  return `${OVERSEAS[digits.slice(0, 4)] ?? '+33'}${digits.slice(1)}`
}
