/** Phones of somebody or of an establishment: to copy, and to have dialled by the phone of this machine. */
import { useActs } from '../../app/actsContext.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { phoneWords } from '../../ui/phone.ts'
import { useWords } from '../../ui/words.ts'

export function Phones({ phones }: { phones: readonly string[] }) {
  const { t } = useWords()
  const acts = useActs()
  if (phones.length === 0) return <p className="secondary">{t('directory.noPhone')}</p>
  return (
    <ul className="phones">
      {phones.map(phone => (
        <li key={phone} className="phones__line">
          <Button
            className="phone figure"
            aria-label={t('directory.copy', { phone: phoneWords(phone) })}
            onPress={() => void acts.copyPhone(phone)}
          >
            <Icon name="phone" /> {phoneWords(phone)} <Icon name="copy" className="phone__copy" />
          </Button>
          <Button
            className="button button--quiet"
            aria-label={t('directory.dial', { phone: phoneWords(phone) })}
            onPress={() => void acts.dialPhone(phone)}
          >
            {t('directory.dialShort')}
          </Button>
        </li>
      ))}
    </ul>
  )
}
