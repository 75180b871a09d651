/**
 * How a French surname sounds, for names taken down by ear. Two keys: `fine` keeps what the ear keeps (Lefebvre = Lefèvre,
 * Renault = Renaud), `coarse` also forgets what it often mistakes (final «é», mute «e», «s» and «z», «ill» and «l»).
 * Own rules, applied in order to words folded by `norm` (no accents: the register forgets them too).
 */

/** Spelling → sound. Capitals are sounds: S ch, N gn, U ou, Y ille, W oi; 1 in, 2 an, 3 on. */
const RULES: readonly [RegExp, string][] = [
  [/ancois/g, '2sW'],
  [/sch|tch|sh/g, 'S'],
  [/ch(?=[rln])/g, 'k'],
  [/chth/g, 'kt'],
  [/ch/g, 'S'],
  [/ph/g, 'f'],
  [/gh/g, 'G'],
  [/h/g, ''],
  [/bv/g, 'v'],
  [/mpt/g, 'nt'],
  // A «s» that nobody has said for centuries: Besnard, Lévesque, Estienne.
  [/(?<=[ea])s(?=[nmq])|(?<=^e)s(?=ti)/g, ''],
  [/aul(?=[dtx]*$)/g, 'au'],
  [/regn(?=[aei])/g, 'ren'],
  [/(?<=[aeou])y(?=[aeou])/g, 'Y'],
  [/mn(?=[aeiouy])/g, 'n'],
  [/sc(?=[eiy])/g, 's'],
  [/c?qu?|ck|k/g, 'k'],
  [/gu(?=[eiy])/g, 'G'],
  [/ge(?=[ao])|g(?=[eiy])/g, 'j'],
  [/G/g, 'g'],
  [/cc(?=[eiy])/g, 'ks'],
  [/c(?=[eiy])/g, 's'],
  // Clerc, Leclercq: the «r» is said, unlike that of «-er».
  [/er[ck]$/g, 'air'],
  [/(?<=[nr])[ck]$/g, ''],
  [/c/g, 'k'],
  [/w/g, 'v'],
  [/ti(?=on)/g, 'si'],
  [/^ill|(?<=v)ill/g, 'il'],
  [/(?<=[ae])ill?$/g, 'Y'],
  [/(?<=[aeou])ill/g, 'Y'],
  [/ill(?=[aeiouy])/g, 'iY'],
  // Between vowels one «s» buzzes.
  [/(?<=[aeiouy])s(?=[aeiouy])/g, 'z'],
  [/([b-df-hj-np-tv-z])\1/g, '$1'],
  [/gn(?=[aeiouy])|gn$|ni(?=[aeou])/g, 'N'],
  // Mute endings: a final «e» keeps the consonant before it sounding.
  [/(?<=[aiou])es?$/g, ''],
  [/es?$/g, 'e'],
  [/(?<=i)e[rzt]$|(?<!^.)(?:er|ez|et|ed|ey|ay|ai[sted]*|ais|ait)$/g, 'é'],
  [/(?<=[^e])[dtspxzgb]+$/g, ''],
  [/(?<=e)[tsxz]+$/g, ''],
  [/eau|au|o(?=$)/g, 'O'],
  [/oin(?![aeiouyn])/g, 'w1'],
  [/oi|oy/g, 'W'],
  [/ou|oo/g, 'U'],
  [/oeu|oe|eu/g, 'e'],
  [/(?:ai|ei|i|y|u)[nm](?![aeiouyéOUWnm])/g, '1'],
  [/(?<=[iy])en(?![aeiouyéOUWnm])/g, '1'],
  [/(?:ae|ao|ea|a|e)[nm](?![aeiouyéOUWnm])/g, '2'],
  [/o[nm](?![aeiouyéOUWnm])/g, '3'],
  [/ai|ei|ay|ey/g, 'e'],
  [/O/g, 'o'],
  [/y/g, 'i'],
  [/x/g, 'ks'],
  [/(.)\1/g, '$1'],
]

export interface Sounds {
  fine: string
  coarse: string
}

/** The keys of a word of `norm`: letters and digits only. */
export function soundsOf(word: string): Sounds {
  let sound = word
  for (const [spelling, key] of RULES) sound = sound.replace(spelling, key)
  const fine = sound.replace(/(?<=.)e$/, '').replace(/é/g, 'e')
  const first = sound.slice(0, 1).replace('é', 'e')
  const rest = sound
    .slice(1)
    .replace(/[eé]/g, '')
    .replace(/iY|Y/g, 'i')
    .replace(/z/g, 's')
    .replace(/[12]/g, '2')
    .replace(/i(?=[aouOUW12])/g, 'i')
    .replace(/[dt]$/, '')
    .replace(/(.)\1/g, '$1')
  return { fine, coarse: first + rest }
}
