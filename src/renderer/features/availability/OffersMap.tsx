/**
 * The offers on a map of our own: communes as points, the caller's place, the radius, and each offer where it is. No tile,
 * no address outside, no graphics card: it is there with the network down and on a remote desktop. The list keeps the keys.
 */
import { useEffect, useMemo, useRef, useState } from 'react'
import { useAnswer } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { distance, hour } from '../../ui/time.ts'
import { useWords } from '../../ui/words.ts'
import { useCall } from '../call/store.ts'
import { clusters, labelled, positionOf, toKm, windOf } from './map.ts'
import { chooseRow, currentId, useAsk } from './store.ts'

const ZOOMS = [0.5, 0.75, 1, 1.5, 2.5, 4] as const
const PLAIN = 2

export function OffersMap() {
  const { t } = useWords()
  const place = useCall(state => state.call?.place ?? null)
  const radius = useAsk(state => state.ask?.question.radiusKm ?? null) ?? place?.radiusKm ?? 20
  const centre = place?.position ?? null
  const [zoom, setZoom] = useState<number>(PLAIN)
  const box = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState({ width: 600, height: 300 })

  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height })
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const scale = (Math.min(size.width, size.height) / (2.3 * radius)) * (ZOOMS[zoom] ?? 1)
  const step = (by: number) => setZoom(at => Math.min(ZOOMS.length - 1, Math.max(0, at + by)))
  return (
    <section className="map" aria-label={t('availability.map.title')}>
      <div ref={box} className="map__box" onWheel={event => step(event.deltaY < 0 ? 1 : -1)}>
        {centre ? (
          <Drawing centre={centre} radius={radius} scale={scale} width={size.width} height={size.height} />
        ) : (
          <p className="secondary map__none">{t('availability.map.noPlace')}</p>
        )}
      </div>
      <div className="map__acts">
        <Button className="button button--small" aria-label={t('availability.map.closer')} onPress={() => step(1)}>
          +
        </Button>
        <Button className="button button--small" aria-label={t('availability.map.further')} onPress={() => step(-1)}>
          −
        </Button>
      </div>
    </section>
  )
}

interface DrawingProps {
  centre: { lat: number; lon: number }
  radius: number
  /** Pixels of a kilometre. */
  scale: number
  width: number
  height: number
}

function Drawing({ centre, radius, scale, width, height }: DrawingProps) {
  const { t } = useWords()
  const reach = Math.min(300, Math.ceil(Math.hypot(width, height) / 2 / scale / 10) * 10)
  const around = useAnswer('directory.around', { at: centre, km: Math.max(10, reach) }, { keepLast: true })
  const items = useAsk(state => state.items)
  const offers = useAsk(state => state.offers)
  const current = useAsk(currentId)
  const points = useMemo(
    () =>
      (around.value ?? []).map(({ insee, name, population, position }) => ({
        insee,
        name,
        population,
        ...toKm(position, centre),
      })),
    [around.value, centre],
  )
  const names = useMemo(() => labelled(points, scale, 24), [points, scale])
  const { found, lost } = useMemo(() => {
    const drawn = items.flatMap(item => (item.type === 'row' ? (offers[item.id] ?? []) : []))
    return clusters(drawn.filter(offer => offer.slots.length > 0).slice(0, 300), centre)
  }, [items, offers, centre])
  const chosen = current === null ? undefined : offers[current]
  const at = chosen ? positionOf(chosen) : null
  const spot = at ? toKm(at, centre) : null
  const px = (km: number) => (km * scale).toFixed(1)
  const where =
    chosen && spot
      ? t('availability.map.chosen', {
          name: chosen.displayName,
          km: distance(Math.hypot(spot.x, spot.y), t) ?? '?',
          wind: t(`availability.map.wind.${windOf(spot)}`),
        })
      : ''
  // The best above the others: drawn last.
  const ordered = found.toReversed()
  return (
    <>
      <svg
        className="map__sheet"
        viewBox={`${-width / 2} ${-height / 2} ${width} ${height}`}
        width={width}
        height={height}
        role="img"
        aria-label={`${t('availability.map.summary', { count: found.length })} ${where}`}
      >
        <circle className="map__radius" r={px(radius)} />
        {points.map(point => (
          <circle
            key={point.insee}
            className="map__commune"
            cx={px(point.x)}
            cy={px(point.y)}
            r={point.population > 20_000 ? 4 : point.population > 4_000 ? 3 : 1.5}
          />
        ))}
        {names.map(point => (
          <text key={point.insee} className="map__name" x={px(point.x)} y={px(point.y)} dy="-13">
            {point.name}
          </text>
        ))}
        <path className="map__caller" d="M-7 0H7M0 -7V7" />
        {ordered.map(each => (
          <g
            key={`${each.x} ${each.y}`}
            className={`map__offer${each.ids.includes(current ?? '') ? ' map__offer--current' : ''}`}
            transform={`translate(${px(each.x)} ${px(each.y)})`}
            onClick={() => chooseRow(each.ids[0] ?? null)}
          >
            <circle r={each.ids.length > 1 ? 11 : 8} />
            <circle className="map__hit" r="12" />
            {each.ids.length > 1 ? (
              <text className="map__count" dy="4">
                {each.ids.length}
              </text>
            ) : null}
          </g>
        ))}
        {spot ? <circle className="map__chosen" cx={px(spot.x)} cy={px(spot.y)} r="15" /> : null}
      </svg>
      {spot && chosen ? (
        // Not in the drawing: as wide as its words in whatever font. Below its place: communes bear their names above theirs.
        <span
          className="map__plate figure"
          aria-hidden="true"
          style={{ left: width / 2 + spot.x * scale, top: height / 2 + spot.y * scale + 20 }}
        >
          {chosen.slots[0] ? `${hour(chosen.slots[0].start)} ` : null}
          {chosen.displayName}
        </span>
      ) : null}
      {lost > 0 ? <p className="map__lost secondary">{t('availability.map.lost', { count: lost })}</p> : null}
    </>
  )
}
