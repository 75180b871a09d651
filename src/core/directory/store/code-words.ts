/** How codes are written in the index of words. */

/** Index words of codes: letters that no name begins with keep them apart («zsm54», «zp10», «zd37»). */
export const codeWord = (offer: string): string => `z${offer.toLowerCase()}`
export const departementWord = (code: string): string => `zd${code.toLowerCase()}`
