/** How codes are written in the index of words. */

/** Index words of codes: a letter that nothing typed is folded to keeps them apart («ωsm54», «ωp10», «ωd37»). */
export const codeWord = (offer: string): string => `ω${offer.toLowerCase()}`
export const departementWord = (code: string): string => `ωd${code.toLowerCase()}`
/** A commune; «Saint-Pierre-des-Corps» is one rare word so, not four frequent ones. */
export const communeWord = (insee: string): string => `ωi${insee.toLowerCase()}`
