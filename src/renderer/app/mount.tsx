/** Puts the screens on a page, over a transport. Tests and the shipped page come in by the same door. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, useEffect } from 'react'
import { I18nProvider } from 'react-aria-components'
import { createRoot } from 'react-dom/client'
import type { Transport } from '../../shared/transport.ts'
import { startWords } from '../i18n/index.ts'
import { connectConsole } from '../transport/index.ts'
import { readyWriters } from '../ui/time.ts'
import { useLanguage, WordsProvider } from '../ui/words.ts'
import '../ui/theme.css'
import '../ui/base.css'
import '../ui/layout.css'
import '../ui/calls.css'
import '../ui/card.css'
import '../ui/sheets.css'
import '../ui/views.css'
import '../ui/settings.css'
import { applyTheme, hearChoices } from '../ui/store.ts'
import { App, Crash } from './App.tsx'
import { createActs } from './acts.ts'
import { ActsProvider } from './actsContext.ts'
import { ConsoleProvider } from './console.ts'
import { follow, shareChoice } from './follow.ts'
import { startKeys } from './keyMap.ts'
import { watchSteps } from './undo.ts'
import { wire } from './wire.ts'

const SecondScreen = lazy(async () => ({ default: (await import('./SecondScreen.tsx')).SecondScreen }))

function Words({ children }: { children: React.ReactNode }) {
  const words = useLanguage()
  useEffect(() => readyWriters(words.language), [words.language])
  return (
    <WordsProvider value={words}>
      <I18nProvider locale={words.language === 'en' ? 'en-GB' : 'fr-FR'}>{children}</I18nProvider>
    </WordsProvider>
  )
}

export function mount(root: HTMLElement, transport: Transport): void {
  startWords('fr')
  applyTheme()
  hearChoices()
  startKeys()
  const queries = new QueryClient({
    // Everything is on this machine: asked once, renewed by events, forgotten soon when nobody looks.
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 60_000,
        retry: false,
        networkMode: 'always',
        refetchOnWindowFocus: false,
      },
    },
  })
  const console = connectConsole(transport)
  const second = new URLSearchParams(window.location.search).get('view') === 'map'
  const keepDraft = second ? async () => {} : wire(console, queries).keepDraft
  if (second) follow(console, queries)
  else watchSteps(console)
  shareChoice()
  createRoot(root).render(
    <QueryClientProvider client={queries}>
      <ConsoleProvider value={console}>
        <ActsProvider value={createActs(console, queries, keepDraft)}>
          <Words>
            <Crash>
              {second ? (
                <Suspense>
                  <SecondScreen />
                </Suspense>
              ) : (
                <App />
              )}
            </Crash>
          </Words>
        </ActsProvider>
      </ConsoleProvider>
    </QueryClientProvider>,
  )
}
