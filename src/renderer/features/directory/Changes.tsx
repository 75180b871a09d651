/** What has changed for somebody since the directory before. */
import type { z } from 'zod'
import type { PersonChange } from '../../../shared/contract/directory.ts'
import { phoneWords } from '../../ui/phone.ts'
import { dayMonth } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'

/** A value as a hand would write it: phones come as E.164, several with a space between. */
export const valueWords = (field: string, value: string): string =>
  field.startsWith('phone') && value !== '' ? value.split(' ').map(phoneWords).join(', ') : value

export function Changes({
  since,
  changes,
}: {
  since: string | null
  changes: readonly z.infer<typeof PersonChange>[]
}) {
  const { t } = useWords()
  if (since === null || changes.length === 0) return null
  return (
    <>
      <h3 className="person__section">{t('directory.changedSince', { date: dayMonth(since) })}</h3>
      <ul className="board__addresses">
        {changes.map(({ field, before, after }) => (
          <li key={`${field} ${before} ${after}`}>
            {before === '' && after === ''
              ? t(`directory.field.${field}`)
              : before === '' || after === ''
                ? t('directory.oneChange', {
                    field: t(`directory.field.${field}`),
                    value: valueWords(field, before || after),
                  })
                : t('directory.verifiedChange', { field: t(`directory.field.${field}`), before, after })}
          </li>
        ))}
      </ul>
    </>
  )
}
