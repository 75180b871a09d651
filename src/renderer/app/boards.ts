/**
 * The tabs of the board: what IT and supervisors look at between calls. Each domain brings its own, loaded when it is
 * opened: nothing of it weighs on a call.
 */
import { type ComponentType, type LazyExoticComponent, lazy } from 'react'
import type { Operator } from '../../shared/contract/session.ts'

export interface BoardTab {
  id: string
  /** Key of its title in the words of the screen. */
  title: string
  /** Right needed to see it; null: anybody signed in. The console checks each call again. */
  right: Operator['rights'][number] | null
  Screen: LazyExoticComponent<ComponentType>
}

export const BOARD: readonly BoardTab[] = [
  {
    id: 'sources',
    title: 'availability.board.title',
    right: 'supervise',
    Screen: lazy(async () => ({ default: (await import('../features/availability/SourcesBoard.tsx')).SourcesBoard })),
  },
  {
    id: 'about',
    title: 'settings.about.title',
    right: null,
    Screen: lazy(async () => ({ default: (await import('../features/settings/About.tsx')).About })),
  },
  {
    id: 'vendors',
    title: 'session.vendors.title',
    right: 'search',
    Screen: lazy(async () => ({ default: (await import('../features/session/VendorsBoard.tsx')).VendorsBoard })),
  },
  {
    id: 'directory',
    title: 'directory.fresh.title',
    right: 'supervise',
    Screen: lazy(async () => ({ default: (await import('../features/directory/Freshness.tsx')).Freshness })),
  },
  {
    id: 'settings',
    title: 'settings.board.title',
    right: null,
    Screen: lazy(async () => ({ default: (await import('../features/settings/SettingsBoard.tsx')).SettingsBoard })),
  },
  {
    id: 'desk',
    title: 'app.deskTab.title',
    right: null,
    Screen: lazy(async () => ({ default: (await import('./DeskTab.tsx')).DeskTab })),
  },
  {
    id: 'card',
    title: 'card.board.title',
    right: 'supervise',
    Screen: lazy(async () => ({ default: (await import('../features/card/CardBoard.tsx')).CardBoard })),
  },
]

/** The tabs that somebody with these rights may open. */
export function tabsFor(rights: readonly Operator['rights'][number][]): readonly BoardTab[] {
  return BOARD.filter(tab => tab.right === null || rights.includes(tab.right))
}
