/** The rosters of the site: what is in use and until when, files dropped here, errors by cell, templates to fill in. */
import { type DragEvent, useRef, useState } from 'react'
import type { Roster } from '../../../shared/contract/directory-sources.ts'
import type { Problem } from '../../../shared/contract/kit.ts'
import { useAnswer, useConsole } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { copyText } from '../../ui/copy.ts'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemBox } from '../../ui/Problem.tsx'
import { notify } from '../../ui/store.ts'
import { dayAndTime } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'

/** A file as base64, by pieces that a call stack holds. */
async function base64Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}

export function Rosters() {
  const { t } = useWords()
  const console = useConsole()
  const [revision, setRevision] = useState(0)
  const [over, setOver] = useState(false)
  const chooser = useRef<HTMLInputElement>(null)
  const [taken, setTaken] = useState<Roster | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const answer = useAnswer('directory.rosters', null, { revision: String(revision) })

  async function take(files: FileList | null) {
    for (const file of files ?? []) {
      const result = await console.call('directory.importRoster', { file: file.name, base64: await base64Of(file) })
      setTaken(result.ok ? result.value : null)
      setProblem(result.ok ? null : result.error)
      setRevision(before => before + 1)
    }
  }

  function onDrop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files)
  }

  async function remove(roster: Roster) {
    const result = await console.call('directory.removeRoster', { id: roster.id })
    if (!result.ok) setProblem(result.error)
    setTaken(null)
    setRevision(before => before + 1)
  }

  async function template(kind: Roster['kind']) {
    const result = await console.call('directory.rosterTemplate', { kind })
    setProblem(result.ok ? null : result.error)
    if (!result.ok) return
    const { file, text } = result.value
    const done = await copyText(text)
    notify(t(done ? 'directory.roster.copied' : 'directory.roster.copyFailed', { file }), done ? 'ok' : 'warn')
  }

  const { value } = answer
  return (
    <section aria-label={t('directory.roster.title')}>
      <h2 className="suggestions__head">{t('directory.roster.title')}</h2>
      <div
        className={over ? 'roster-drop roster-drop--over' : 'roster-drop'}
        onDragOver={event => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        {t('directory.roster.drop')}{' '}
        <input
          ref={chooser}
          type="file"
          hidden
          accept=".csv,.xlsx"
          multiple
          onChange={event => {
            // The same file may be chosen again, mended.
            void take(event.target.files).then(() => {
              if (chooser.current) chooser.current.value = ''
            })
          }}
        />
        <Button className="button button--small" onPress={() => chooser.current?.click()}>
          {t('directory.roster.choose')}
        </Button>
        {value?.watched ? <p className="secondary">{t('directory.roster.watched')}</p> : null}
      </div>
      <p role="status">
        {taken ? t('directory.roster.taken', { file: taken.file, count: taken.kept, read: taken.read }) : ''}
      </p>
      {taken ? <CellErrors roster={taken} /> : null}
      {problem ? <ProblemBox problem={problem} tone="warn" /> : null}
      <ul className="board__addresses">
        {(value?.rosters ?? []).map(roster => (
          <li key={roster.id}>
            <strong>{t(`directory.roster.kind.${roster.kind}`)}</strong> · {roster.file} ·{' '}
            {t('directory.roster.lines', { count: roster.kept })} <Validity roster={roster} />{' '}
            <Button className="button button--quiet" onPress={() => void remove(roster)}>
              {t('directory.roster.remove', { file: roster.file })}
            </Button>
            {roster.id === taken?.id ? null : <CellErrors roster={roster} />}
          </li>
        ))}
        {(value?.refused ?? []).map(({ file, kind, params }) => (
          <li key={file} className="tone-warn">
            <Icon name="warn" /> {file} : {t(`problem.${kind}.what`, params as never)}
          </li>
        ))}
      </ul>
      <p className="secondary">
        {t('directory.roster.templates')}{' '}
        {(value?.templates ?? []).map(({ kind, label }) => (
          <Button key={kind} className="button button--quiet" onPress={() => void template(kind)}>
            {label}
          </Button>
        ))}
      </p>
    </section>
  )
}

function Validity({ roster }: { roster: Roster }) {
  const { t, language } = useWords()
  if (roster.expired)
    return (
      <span className="tone-warn">
        <Icon name="warn" /> {t('directory.roster.expired')}
      </span>
    )
  return roster.validUntil === null ? null : (
    <span>{t('directory.roster.until', { time: dayAndTime(roster.validUntil, language) })}</span>
  )
}

function CellErrors({ roster }: { roster: Roster }) {
  const { t } = useWords()
  if (roster.errors.length === 0) return null
  return (
    <details open>
      <summary>{t('directory.roster.errors', { count: roster.faults })}</summary>
      <ul className="board__addresses">
        {roster.errors.map(({ line, column, fault, value, kept }) => (
          <li key={`${line} ${column} ${fault}`}>
            {t('directory.roster.cell', { line, column, value })} {t(`directory.roster.fault.${fault}`)}{' '}
            {t(kept ? 'directory.roster.keptLine' : 'directory.roster.refusedLine')}
          </li>
        ))}
      </ul>
    </details>
  )
}
