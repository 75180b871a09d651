/** What the desk said since it was opened, the last first: a word that went too fast is read here. Gone with the session. */
import { Dialog, Heading } from 'react-aria-components'
import { Icon } from '../ui/Icon.tsx'
import { useUi } from '../ui/store.ts'
import { localeOf } from '../ui/time.ts'
import { useWords } from '../ui/words.ts'

export function Messages() {
  const { t, language } = useWords()
  const messages = useUi(state => state.messages)
  const clock = new Intl.DateTimeFormat(localeOf(language), { hour: '2-digit', minute: '2-digit', second: '2-digit' })
  return (
    <Dialog className="sheet__dialog">
      <Heading slot="title" className="sheet__title">
        {t('app.messages.title')}
      </Heading>
      {messages.length === 0 ? <p className="secondary">{t('app.messages.none')}</p> : null}
      <ol className="messages">
        {messages.map(({ id, at, text, tone }) => (
          <li key={id} className={`messages__line tone-${tone === 'info' ? 'wait' : tone}`}>
            <time className="figure secondary">{clock.format(at)}</time>
            <Icon name={tone === 'ok' ? 'check' : tone === 'warn' ? 'warn' : 'info'} />
            <span>{text}</span>
          </li>
        ))}
      </ol>
      <p className="secondary">{t('app.keys.close')}</p>
    </Dialog>
  )
}
