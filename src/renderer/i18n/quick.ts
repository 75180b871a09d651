/**
 * The words of a key with its holes filled, as i18next gives them, each sentence read once: a list that is drawn again at a
 * key says some two hundred of them (`npm run bench -- screen`). What is not plain is left to i18next.
 */
import type { i18n } from 'i18next'

type Holes = Record<string, string | number>
/** A sentence: at even places its words, at odd places the names of its holes. */
type Sentence = readonly string[]

/** `variables`: what fills the holes that are not given. */
export function quickWords(i18n: i18n, language: string, variables: Readonly<Record<string, string>>) {
  const plural = new Intl.PluralRules(language)
  const sentences = new Map<string, Sentence | null>()

  function sentenceOf(key: string): Sentence | null {
    const known = sentences.get(key)
    if (known !== undefined) return known
    const words: unknown = i18n.getResource(language, 'translation', key)
    const sentence = typeof words === 'string' ? words.split(/\{\{(\w+)\}\}/) : null
    sentences.set(key, sentence)
    return sentence
  }

  return (key: string, holes?: Holes): string => {
    const count = holes?.['count']
    // None at all may have words of its own, whatever the language counts it with.
    const none = count === 0 ? sentenceOf(`${key}_zero`) : null
    const sentence = none ?? sentenceOf(typeof count === 'number' ? `${key}_${plural.select(count)}` : key)
    if (!sentence) return i18n.t(key, { ...holes })
    if (sentence.length === 1) return sentence[0] ?? ''
    let words = ''
    for (const [at, part] of sentence.entries()) {
      const said = at % 2 === 0 ? part : (holes?.[part] ?? variables[part])
      if (said === undefined) return i18n.t(key, { ...holes })
      words += said
    }
    return words
  }
}
