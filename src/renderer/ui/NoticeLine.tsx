/** The last short word of this page, over the foot of what is worked in; it goes by itself. */
import { Icon } from './Icon.tsx'
import { useUi } from './store.ts'

export function NoticeLine() {
  const notice = useUi(state => state.notice)
  if (!notice) return null
  const icon = notice.tone === 'ok' ? 'check' : notice.tone === 'warn' ? 'warn' : 'info'
  return (
    <p className={`notice tone-${notice.tone === 'info' ? 'wait' : notice.tone}`}>
      <Icon name={icon} /> {notice.text}
    </p>
  )
}
