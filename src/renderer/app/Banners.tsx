/** What concerns the whole desk, on a line of its own: never over what is being done, never pushing it. */

import { SessionBanners } from '../features/session/SessionBanners.tsx'
import { Statement } from '../ui/Problem.tsx'
import { useUi } from '../ui/store.ts'
import { useWords } from '../ui/words.ts'
import { useAnswer } from './console.ts'

function useSentences(base: string) {
  const { t } = useWords()
  return { what: t(`${base}.what`), kept: t(`${base}.kept`), next: t(`${base}.next`) }
}

/** The desk does not hear its console any more: what is on this page stays as it was. */
export function LinkLine() {
  const linkUp = useUi(state => state.linkUp)
  const link = useSentences('app.linkLost')
  return linkUp ? null : <Statement words={link} icon="cut" tone="bad" inline />
}

export function Banners() {
  const linkUp = useUi(state => state.linkUp)
  const { t } = useWords()
  const platform = useAnswer('settings.platform', null)
  const settings = useAnswer('settings.view', null)
  const down = useSentences('settings.platformDown')
  const untrusted = useSentences('settings.platformUntrusted')
  const status = platform.value?.status
  return (
    <div className="banners">
      <LinkLine />
      {settings.value?.closing ? (
        <p className="banner-line tone-warn" role="status">
          {t('settings.closing')}
        </p>
      ) : null}
      {settings.value?.update ? (
        <p className="banner-line secondary">
          {t('settings.about.update', { version: settings.value.update.version })}
        </p>
      ) : null}
      {linkUp ? <SessionBanners /> : null}
      {linkUp && status === 'down' ? <Statement words={down} icon="cut" tone="warn" inline /> : null}
      {linkUp && status === 'untrusted' ? <Statement words={untrusted} icon="warn" tone="bad" inline /> : null}
    </div>
  )
}
