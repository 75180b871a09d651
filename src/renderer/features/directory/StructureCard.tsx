/** One establishment: what it is, where, its phones, what it is authorised to do, and who works there. */
import type { Structure, StructureHit } from '../../../shared/contract/directory.ts'
import { useActs } from '../../app/actsContext.ts'
import { useAnswer } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { focusOn } from '../../ui/focus.ts'
import { Keys } from '../../ui/Keys.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { useUi } from '../../ui/store.ts'
import { localeOf } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { useCall } from '../call/store.ts'
import { Away } from './Away.tsx'
import { Hours } from './Hours.tsx'
import { establishmentNeed } from './lines.ts'
import { Phones } from './Phones.tsx'
import { useDirectory } from './store.ts'

/** Category of the communities (CPTS), whose members are listed nowhere. */
const CPTS = '604'

/** Somebody works there, or shares slots with it. */
const hasSlots = ({ kinds }: StructureHit, people: number): boolean =>
  people > 0 || kinds.some(kind => kind.code === CPTS)

/** People shown; beyond, the establishment is looked into by its number. */
const PEOPLE = 40

export function StructureCard({ hit }: { hit: StructureHit }) {
  const { t } = useWords()
  const acts = useActs()
  const near = useCall(state => state.call?.place?.insee ?? null)
  const answer = useAnswer('directory.structure', { id: hit.id, near, limit: PEOPLE })
  const structure = answer.value?.structure ?? null
  const people = answer.value?.people ?? []
  const [hours] = answer.value?.hours ?? []
  const town = [hit.postalCode, hit.city].filter(Boolean).join(' ')
  return (
    <section className="person" aria-label={hit.name}>
      <header className="person__head">
        <h2 className="person__name">{hit.name}</h2>
        <p className="secondary">{hit.kinds.map(kind => kind.label).join(' · ')}</p>
      </header>
      <div className="workplace">
        <p>
          {[...(hit.address.length > 0 ? hit.address : [t('directory.noAddress')]), town].filter(Boolean).join(', ')}
        </p>
        <Away km={hit.distanceKm} precision={hit.precision} />
        <Phones phones={hit.phones} />
        {hasSlots(hit, people.length) ? (
          <Button className="button" onPress={() => acts.askNamed(establishmentNeed(hit))}>
            {t('directory.askSlots')} <Keys chord="Ctrl+Enter" />
          </Button>
        ) : null}
        {hit.hours === null || hours ? <Hours hours={hours} /> : null}
        {hit.hours === null ? null : <p className="secondary">{hit.hours}</p>}
      </div>
      {answer.problem ? <ProblemBox problem={answer.problem} tone="warn" /> : null}
      {structure ? <Facts structure={structure} contentDate={answer.value?.contentDate ?? null} /> : null}
      {people.length > 0 ? (
        <>
          <h3 className="person__section">{t('directory.structurePeople', { count: people.length })}</h3>
          <ul className="structure__people">
            {people.map(person => (
              <li key={person.idnps}>
                <Button
                  className="button button--quiet"
                  onPress={() => {
                    useUi.setState({ pane: 'directory' })
                    useDirectory.setState({ text: person.idnps.slice(1), at: null, unfolded: null })
                    focusOn('directory')
                  }}
                >
                  {person.displayName}
                </Button>{' '}
                <span className="secondary">{person.speciality?.label ?? person.profession.label}</span>
              </li>
            ))}
          </ul>
          {answer.value?.more ? <p className="secondary">{t('directory.structureMore', { count: PEOPLE })}</p> : null}
        </>
      ) : null}
    </section>
  )
}

function Facts({ structure, contentDate }: { structure: Structure; contentDate: string | null }) {
  const { t, language } = useWords()
  const day = (date: string | null) =>
    date === null
      ? null
      : new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'short' }).format(new Date(`${date}T12:00`))
  const lines: [string, string | null][] = [
    ['finess', structure.finess],
    ['siret', structure.siret],
    ['legal', [structure.legalName, structure.legalFiness].filter(Boolean).join(' · ') || null],
    ['email', structure.email],
    ['opened', day(structure.openedOn)],
    ['updated', day(structure.updatedOn)],
  ]
  return (
    <>
      {structure.authorisations.length > 0 ? (
        <>
          <h3 className="person__section">{t('directory.authorisations')}</h3>
          <ul className="structure__authorisations">
            {structure.authorisations.map(one => (
              <li key={`${one.service.code} ${one.code}`}>
                {one.service.label}{' '}
                <span className="secondary">
                  {[
                    t(`directory.regime.${one.regime}`, { code: one.code }),
                    one.since ? t('directory.since', { date: day(one.since) ?? '' }) : null,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <dl className="facts">
        {lines.map(([word, said]) =>
          said === null ? null : (
            <div key={word} className="facts__line">
              <dt>{t(`directory.fact.${word}`)}</dt>
              <dd>{said}</dd>
            </div>
          ),
        )}
      </dl>
      <p className="secondary">
        {t('directory.finessSource')}
        {contentDate ? ` · ${t('directory.directoryOf', { date: day(contentDate) ?? '' })}` : ''}
      </p>
    </>
  )
}
