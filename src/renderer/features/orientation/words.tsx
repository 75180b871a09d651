/** An orientation's status as icon and tone; its words are in `orientation.status`. */
import type { OrientationStatus } from '../../../shared/contract/orientation.ts'
import { Icon, type IconName } from '../../ui/Icon.tsx'

export const STATUS_LOOK: Record<OrientationStatus, { icon: IconName; tone: 'ok' | 'wait' | 'warn' | 'bad' }> = {
  intended: { icon: 'dots', tone: 'wait' },
  sent: { icon: 'dots', tone: 'wait' },
  confirmed: { icon: 'check', tone: 'ok' },
  pending: { icon: 'dots', tone: 'wait' },
  honoured: { icon: 'check', tone: 'ok' },
  missed: { icon: 'warn', tone: 'warn' },
  taken: { icon: 'cross', tone: 'bad' },
  refused: { icon: 'cross', tone: 'bad' },
  unknown: { icon: 'warn', tone: 'warn' },
  waiting: { icon: 'page', tone: 'wait' },
  expired: { icon: 'warn', tone: 'warn' },
  declared: { icon: 'person', tone: 'wait' },
  cancelled: { icon: 'cross', tone: 'wait' },
}

export function OrientationIcon({ status }: { status: OrientationStatus }) {
  const { icon, tone } = STATUS_LOOK[status]
  return <Icon name={icon} className={`tone-${tone}`} />
}
