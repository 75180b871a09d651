/** Postcodes begin with their département; Corsica shares 20 and splits at 202, overseas has three digits. */
export function departementOfPostcode(postalCode: string): string {
  if (/^9[78]/.test(postalCode)) return postalCode.slice(0, 3)
  if (postalCode.startsWith('20')) return postalCode < '20200' ? '2A' : '2B'
  return postalCode.slice(0, 2)
}
