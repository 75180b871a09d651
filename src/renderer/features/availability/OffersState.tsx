/** What stands where the list would be: nothing asked yet, waiting, nothing free, a problem. Drawn, not forgotten. */
import { useAnswer } from '../../app/console.ts'
import { Later } from '../../ui/Later.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { useWords } from '../../ui/words.ts'
import { useCall } from '../call/store.ts'
import { Needs } from '../directory/Needs.tsx'
import { Presets } from '../directory/Presets.tsx'
import { countSources } from './source.ts'
import { useAsk } from './store.ts'

/** The panel above the list, or null when the list says everything. */
export function OffersState() {
  const problem = useAsk(state => state.problem)
  const ask = useAsk(state => state.ask)
  const asking = useAsk(state => state.asking)
  const filter = useAsk(state => state.filter)
  const drawn = useAsk(state => state.items.length)
  const slots = useAsk(state => state.ask?.offers.some(offer => offer.slots.length > 0) ?? false)
  const { t } = useWords()
  if (problem)
    return (
      <div className="offers-state">
        <ProblemBox problem={problem} tone="warn" />
      </div>
    )
  if (!ask && !asking) return <NothingAsked />
  if (!ask || (!slots && !ask.done)) return <Waiting />
  if (filter && drawn === 0)
    return <p className="offers-state offers-state__words">{t('availability.filterNone', { text: filter })}</p>
  if (!slots) return <NoneFree />
  return null
}

function NothingAsked() {
  const { t } = useWords()
  const recent = useCall(state => state.recentNeeds)
  const common = useAnswer('directory.needs', { text: '', near: null, limit: 8 }, { enabled: recent.length === 0 })
  const needs = recent.length > 0 ? recent : (common.value?.needs ?? [])
  return (
    <div className="offers-state offers-state--empty">
      <h2 className="offers-state__title">{t('availability.emptyTitle')}</h2>
      <p className="secondary">{t('availability.emptyWhat')}</p>
      <Later>
        {needs.length > 0 ? (
          <>
            <h3 className="suggestions__head">
              {recent.length > 0 ? t('availability.emptyRecent') : t('availability.emptyCommon')}
            </h3>
            <Needs needs={needs} />
          </>
        ) : null}
        <Presets />
      </Later>
    </div>
  )
}

function Waiting() {
  const { t } = useWords()
  const ask = useAsk(state => state.ask)
  const names = (ask?.sources ?? []).filter(s => s.status === 'asked' || s.status === 'late').map(s => s.label)
  return (
    <div className="offers-state offers-state--waiting">
      <h2 className="offers-state__title">{t('availability.waitingTitle')}</h2>
      <p className="secondary">
        {ask ? `${t('availability.candidates', { count: ask.candidates })}. ` : ''}
        {names.length > 0 ? t('availability.waitingNames', { names: names.join(', ') }) : ''}
      </p>
    </div>
  )
}

function NoneFree() {
  const { t } = useWords()
  const ask = useAsk(state => state.ask)
  if (!ask) return null
  const km = ask.question.radiusKm ?? ask.question.place?.radiusKm ?? '?'
  const { failed, pending, answered } = countSources(ask.sources)
  const silent = ask.sources
    .filter(source => !['answered', 'none', 'not-concerned'].includes(source.status))
    .map(source => source.label)
  return (
    <div className="offers-state">
      <h2 className="offers-state__title">
        {t(answered > 0 ? 'availability.noneTitle' : 'availability.noneUnheardTitle')}
      </h2>
      <p>
        {answered === 0
          ? t('availability.noneUnheard', { names: silent.join(', ') })
          : failed + pending > 0
            ? t('availability.noneWhatSome', { km, names: silent.join(', ') })
            : t('availability.noneWhat', { km })}
      </p>
      <p>{t('availability.noneNext')}</p>
    </div>
  )
}
