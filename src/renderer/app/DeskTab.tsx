/** «Ce poste»: the keys and the sounds of this desk. Chosen here, remembered here, without a restart. */
import { useEffect, useState } from 'react'
import { Checkbox } from 'react-aria-components'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Keys } from '../ui/Keys.tsx'
import { type Cue, play } from '../ui/sound.ts'
import { announce, chooseSounds, useUi } from '../ui/store.ts'
import { useWords } from '../ui/words.ts'
import { changeKey, resetKeys, useKeyMap } from './keyMap.ts'
import { ACTIONS, type Action, chordOf, keyFault } from './keys.ts'

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
      <Checkbox className="check" isSelected={sounds} onChange={chooseSounds}>
        <span className="check__box" aria-hidden="true">
          {sounds ? <Icon name="check" /> : null}
        </span>
        <span>{t('app.deskTab.soundsOn')}</span>
      </Checkbox>
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
  const own = useKeyMap(state => state.own)
  const [awaited, setAwaited] = useState<Action | null>(null)
  const [fault, setFault] = useState<{ action: Action; words: string } | null>(null)

  useEffect(() => {
    useUi.setState({ capturing: awaited !== null })
    if (awaited === null) return
    function onKeyDown(event: KeyboardEvent) {
      if (['Control', 'Alt', 'Shift', 'Meta', 'AltGraph'].includes(event.key)) return
      event.preventDefault()
      event.stopPropagation()
      const action = awaited
      setAwaited(null)
      if (event.key === 'Escape' || action === null) return
      const chord = chordOf(event)
      const why = keyFault(chord, action, useKeyMap.getState().keys)
      if (why === null) {
        changeKey(action, chord)
        setFault(null)
        return announce(`${t(`app.action.${action}`)} : ${chord}`)
      }
      const words = t(`app.deskTab.fault.${why.kind}`, {
        chord,
        by: why.kind === 'taken' ? t(`app.action.${why.by}`) : '',
      })
      setFault({ action, words })
      announce(words, 'assertive')
    }
    window.addEventListener('keydown', onKeyDown, { capture: true })
    return () => {
      window.removeEventListener('keydown', onKeyDown, { capture: true })
      useUi.setState({ capturing: false })
    }
  }, [awaited, t])

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
          {ACTIONS.map(action => (
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
                {fault?.action === action ? <p className="tone-bad">{fault.words}</p> : null}
              </td>
              <td>
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
                    onPress={() => changeKey(action, null)}
                  >
                    {t('app.deskTab.asDelivered')}
                  </Button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        <Button className="button" onPress={resetKeys}>
          {t('app.deskTab.reset')}
        </Button>
      </p>
    </>
  )
}
