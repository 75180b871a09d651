/** Alt+T: the state of the desk and of what it depends on, in tabs. Stands where the offers stand; Esc brings them back. */
import { Suspense } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { useUi } from '../ui/store.ts'
import { useWords } from '../ui/words.ts'
import { tabsFor } from './boards.ts'
import { useAnswer } from './console.ts'

export function Board() {
  const { t } = useWords()
  const session = useAnswer('session.state', null)
  const wanted = useUi(state => state.boardTab)
  const tabs = tabsFor(session.value?.operator?.rights ?? [])
  const open = tabs.find(tab => tab.id === wanted) ?? tabs[0]
  if (!open) return null
  return (
    <Tabs
      className="board"
      selectedKey={open.id}
      onSelectionChange={key => useUi.setState({ boardTab: String(key) })}
      keyboardActivation="automatic"
    >
      <TabList className="board__tabs" aria-label={t('app.board.title')}>
        {tabs.map(({ id, title }) => (
          <Tab key={id} id={id} className="board__tab" {...(id === open.id ? { 'data-zone': 'board' } : {})}>
            {t(title)}
          </Tab>
        ))}
      </TabList>
      {tabs.map(({ id, Screen }) => (
        <TabPanel key={id} id={id} className="board__panel">
          <Suspense fallback={<p className="secondary">{t('app.board.loading')}</p>}>
            <Screen />
          </Suspense>
        </TabPanel>
      ))}
    </Tabs>
  )
}
