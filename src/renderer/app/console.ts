/** The console within reach of every screen, and its answers kept by react-query. */
import { type QueryClient, useQuery } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { CallInput, CallName, CallValue } from '../../shared/contract/index.ts'
import type { Problem, Result } from '../../shared/contract/kit.ts'
import type { Console } from '../transport/index.ts'

const ConsoleContext = createContext<Console | null>(null)
export const ConsoleProvider = ConsoleContext.Provider

export function useConsole(): Console {
  const console = useContext(ConsoleContext)
  if (!console) throw new Error('no console around this screen')
  return console
}

export interface Answer<V> {
  value: V | undefined
  problem: Problem | undefined
  waiting: boolean
  /** True when `value` answers this very input, false while it is still that of the one before. */
  fresh: boolean
}

interface Options {
  enabled?: boolean
  /** Shows the last answer until the new one comes: for what is asked at each key. */
  keepLast?: boolean
  /** Asks again when this changes, with the same input. */
  revision?: string
}

/** Asks the console and keeps its answer; a problem is a value like another. */
export function useAnswer<N extends CallName>(
  name: N,
  input: CallInput<N>,
  options: Options = {},
): Answer<CallValue<N>> {
  const console = useConsole()
  const query = useQuery<Result<CallValue<N>>>({
    queryKey: options.revision === undefined ? [name, input] : [name, input, options.revision],
    queryFn: () => console.call(name, input) as Promise<Result<CallValue<N>>>,
    enabled: options.enabled ?? true,
    ...(options.keepLast ? { placeholderData: (last: Result<CallValue<N>> | undefined) => last as never } : {}),
  })
  const result = query.data
  return {
    value: result?.ok ? result.value : undefined,
    problem: result && !result.ok ? result.error : undefined,
    waiting: query.isFetching,
    fresh: !query.isPlaceholderData && result !== undefined,
  }
}

/** Puts what an event brought where `useAnswer` reads it. */
export function keepAnswer<N extends CallName>(
  queries: QueryClient,
  name: N,
  input: CallInput<N>,
  value: CallValue<N>,
): void {
  queries.setQueryData([name, input], { ok: true, value })
}

/** Keeps the answers of a page true, whichever page it is: once per page. */
export function renewAnswers(console: Console, queries: QueryClient): void {
  const again = (names: RegExp) =>
    void queries.invalidateQueries({ predicate: ({ queryKey }) => names.test(String(queryKey[0])) })
  console.on('card.changed', state => keepAnswer(queries, 'card.state', null, state))
  console.on('directory.changed', state => {
    const before = queries.getQueryData<{ value?: { status?: string } }>(['directory.status', null])
    keepAnswer(queries, 'directory.status', null, state)
    // Another directory: what was found in the last one is asked again.
    if (before?.value?.status !== state.status) again(/^directory\.(?!status)/)
  })
  console.on('settings.changed', () => again(/^settings\.(?!platform)/))
  console.onGap(() => void queries.invalidateQueries())
}
