/** The clock on the wall of each département: slots carry the offset of the place, never that of Paris by habit. */

const ZONES: Record<string, string> = {
  '971': 'America/Guadeloupe',
  '972': 'America/Martinique',
  '973': 'America/Cayenne',
  '974': 'Indian/Reunion',
  '975': 'America/Miquelon',
  '976': 'Indian/Mayotte',
  '977': 'America/Guadeloupe',
  '978': 'America/Guadeloupe',
  '986': 'Pacific/Wallis',
  '987': 'Pacific/Tahiti',
  '988': 'Pacific/Noumea',
}

/** IANA zone of a département; Paris for the mainland and Corsica. */
export const zoneOf = (departement: string): string => ZONES[departement] ?? 'Europe/Paris'
