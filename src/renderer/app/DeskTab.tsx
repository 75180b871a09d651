/** «Ce poste»: the keys and the sounds of this desk. Chosen here, remembered here, without a restart. */
import { useEffect, useEffectEvent, useState } from 'react'
import { ACTIONS, type Action, type KeyFault, keyFault } from '../../shared/keyboard.ts'
import { Button } from '../ui/Button.tsx'
import { Check } from '../ui/Check.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Keys, keyWords } from '../ui/Keys.tsx'
import { type Cue, play } from '../ui/sound.ts'
import { announce, chooseSounds, useUi } from '../ui/store.ts'
import type { Say } from '../ui/time.ts'
import { useWords } from '../ui/words.ts'
import { changeKey, resetKeys, useKeyMap } from './keyMap.ts'
import { chordOf } from './keys.ts'

const CUES: readonly Cue[] = ['confirmed', 'refused', 'down']

export function DeskTab() {
  const { t } = useWords()
  return (
    <div className="desk-tab">
      <Sounds />
      <h2 className="sheet__title">{t('app.deskTab.keys')}</h2>
      <p className="secondary">{t('app.deskTab.keysWhat')}</p>
      <KeyTable />
    </div>
  )
}

function Sounds() {
  const { t } = useWords()
  const sounds = useUi(state => state.sounds)
  return (
    <section>
      <h2 className="sheet__title">{t('app.deskTab.sounds')}</h2>
      <Check checked={sounds} onChange={chooseSounds}>
        {t('app.deskTab.soundsOn')}
      </Check>
      <p className="desk-tab__cues">
        {CUES.map(cue => (
          <Button key={cue} className="button button--small" onPress={() => play(cue, true)}>
            {t('app.deskTab.listen', { what: t(`app.deskTab.cue.${cue}`) })}
          </Button>
        ))}
      </p>
    </section>
  )
}

function KeyTable() {
  const { t } = useWords()
  const keys = useKeyMap(state => state.keys)
  const site = useKeyMap(state => state.site)
  const own = useKeyMap(state => state.own)
  const [awaited, setAwaited] = useState<Action | null>(null)
  const [fault, setFault] = useState<{ action: Action; words: string } | null>(null)

  /** Changes a key and says which it is now, or says why it is not. */
  function change(action: Action, chord: string | null) {
    const wanted = chord ?? site.keys[action]
    const written = wanted ? keyWords(wanted, t) : t('app.deskTab.noKey')
    const why = changeKey(action, chord)
    if (why === null) {
      setFault(null)
      return announce(`${t(`app.action.${action}`)} : ${written}`)
    }
    const words = faultWords(why, written, t)
    setFault({ action, words })
    announce(words, 'assertive')
  }

  const take = useEffectEvent((event: KeyboardEvent) => {
    const action = awaited
    setAwaited(null)
    if (event.key !== 'Escape' && action !== null) change(action, chordOf(event))
  })
  useEffect(() => {
    useUi.setState({ capturing: awaited !== null })
    if (awaited === null) return
    function onKeyDown(event: KeyboardEvent) {
      if (['Control', 'Alt', 'Shift', 'Meta', 'AltGraph'].includes(event.key)) return
      event.preventDefault()
      event.stopPropagation()
      take(event)
    }
    window.addEventListener('keydown', onKeyDown, { capture: true })
    return () => {
      window.removeEventListener('keydown', onKeyDown, { capture: true })
      useUi.setState({ capturing: false })
    }
  }, [awaited])

  /** What is wrong with a line: what was just refused, else an own choice that the site's keys leave no room for. */
  function wrong(action: Action): string | null {
    if (fault?.action === action) return fault.words
    const mine = own[action]
    if (mine === undefined || mine === keys[action] || site.managed.has(action)) return null
    const why = keyFault(mine, action, keys)
    return why && faultWords(why, keyWords(mine, t), t)
  }

  return (
    <>
      <table className="key-table">
        <thead>
          <tr>
            <th scope="col">{t('app.deskTab.action')}</th>
            <th scope="col">{t('app.deskTab.key')}</th>
            <th scope="col">{t('app.deskTab.change')}</th>
          </tr>
        </thead>
        <tbody>
          {ACTIONS.map(action => {
            const words = wrong(action)
            return (
              <tr key={action}>
                <th scope="row">{t(`app.action.${action}`)}</th>
                <td>
                  {awaited === action ? (
                    <span className="tone-warn">{t('app.deskTab.press')}</span>
                  ) : keys[action] ? (
                    <Keys chord={keys[action] ?? ''} asIs />
                  ) : (
                    <span className="secondary">–</span>
                  )}
                  {words ? <p className="tone-bad">{words}</p> : null}
                </td>
                <td>
                  {site.managed.has(action) ? (
                    <span className="settings-board__managed">
                      <Icon name="lock" /> {t('settings.board.managed')}
                    </span>
                  ) : (
                    <>
                      <Button
                        className="button button--small"
                        aria-label={t('app.deskTab.changeOf', { action: t(`app.action.${action}`) })}
                        onPress={() => {
                          setFault(null)
                          setAwaited(action)
                        }}
                      >
                        {t('app.deskTab.change')}
                      </Button>
                      {own[action] ? (
                        <Button
                          className="button button--small"
                          aria-label={t('app.deskTab.asDeliveredOf', { action: t(`app.action.${action}`) })}
                          onPress={() => change(action, null)}
                        >
                          {t('app.deskTab.asDelivered')}
                        </Button>
                      ) : null}
                    </>
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <p>
        <Button
          className="button"
          onPress={() => {
            setFault(null)
            resetKeys()
          }}
        >
          {t('app.deskTab.reset')}
        </Button>
      </p>
    </>
  )
}

const faultWords = (why: KeyFault, chord: string, t: Say): string =>
  t(`app.deskTab.fault.${why.kind}`, { chord, by: why.kind === 'taken' ? t(`app.action.${why.by}`) : '' })
