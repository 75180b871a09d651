/** By which ways this desk reaches its addresses, and the account that a proxy asks for. The password never comes back. */
import { useId, useState } from 'react'
import type { Problem } from '../../../shared/contract/kit.ts'
import type { NetworkState } from '../../../shared/contract/settings.ts'
import { useAnswer, useConsole } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { useWords } from '../../ui/words.ts'

export function NetworkWays() {
  const { t } = useWords()
  const id = useId()
  const answer = useAnswer('settings.network', null, { keepLast: true })
  const [changed, setChanged] = useState<NetworkState | null>(null)
  if (answer.problem) return <ProblemBox problem={answer.problem} />
  const state = changed ?? answer.value
  if (!state) return null
  const way = (word: string) =>
    word === 'direct'
      ? t('settings.network.direct')
      : word.startsWith('? ')
        ? t('settings.network.unknown', { said: word.slice(2) })
        : word
  const proxies = [...new Set(state.ways.flatMap(({ ways }) => ways))].filter(word => /^https?:/.test(word))
  return (
    <section aria-labelledby={id}>
      <h2 className="suggestions__head" id={id}>
        {t('settings.network.title')}
      </h2>
      <ul className="board__addresses">
        {state.ways.map(({ address, ways }) => (
          <li key={address}>
            <code>{address}</code> <span className="secondary">{ways.map(way).join(t('settings.network.else'))}</span>
          </li>
        ))}
      </ul>
      {proxies.map(proxy => (
        <Account key={proxy} proxy={proxy} state={state} onChange={setChanged} />
      ))}
    </section>
  )
}

function Account({
  proxy,
  state,
  onChange,
}: {
  proxy: string
  state: NetworkState
  onChange: (state: NetworkState) => void
}) {
  const { t } = useWords()
  const console = useConsole()
  const id = useId()
  const [user, setUser] = useState('')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const known = state.account?.proxy === proxy ? state.account : null
  const asks = state.asking.includes(proxy)

  async function say(account: { user: string; password: string } | null) {
    const answer = await console.call('settings.proxyAccount', account && { proxy, ...account })
    setPassword('')
    setProblem(answer.ok ? null : answer.error)
    if (answer.ok) onChange(answer.value)
  }

  return (
    <form
      className="settings-board__account"
      aria-label={t('settings.network.accountOf', { proxy })}
      onSubmit={event => {
        event.preventDefault()
        if (user !== '') void say({ user, password })
      }}
    >
      <p role="status">
        {asks ? <Icon name="warn" /> : <Icon name="info" />}{' '}
        {t(asks ? 'settings.network.asks' : known ? 'settings.network.known' : 'settings.network.none', {
          proxy,
          user: known?.user ?? '',
        })}
        {known && !known.kept ? ` ${t('settings.network.notKept')}` : ''}
      </p>
      <span className="settings-board__field">
        <label htmlFor={`${id}-user`}>{t('settings.network.user')}</label>
        <input
          id={`${id}-user`}
          className="input"
          autoComplete="off"
          spellCheck={false}
          value={user}
          maxLength={200}
          onChange={event => setUser(event.target.value)}
        />
      </span>
      <span className="settings-board__field">
        <label htmlFor={`${id}-password`}>{t('settings.network.password')}</label>
        <input
          id={`${id}-password`}
          className="input"
          type="password"
          autoComplete="off"
          value={password}
          maxLength={200}
          onChange={event => setPassword(event.target.value)}
        />
      </span>
      <Button type="submit" className="button" disabled={user === ''}>
        {t('settings.network.take')}
      </Button>
      {known ? (
        <Button className="button button--small" onPress={() => void say(null)}>
          {t('settings.network.forget')}
        </Button>
      ) : null}
      {problem ? <ProblemBox problem={problem} /> : null}
    </form>
  )
}
