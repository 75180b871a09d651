/** The window's menu, hidden until Alt: what the system expects (edit, zoom, quit) and nothing that the screen does itself. */
import type { MenuItemConstructorOptions } from 'electron'

export type Language = 'fr' | 'en'

const WORDS = {
  fr: {
    file: 'Fichier',
    quit: 'Quitter',
    edit: 'Édition',
    undo: 'Annuler',
    redo: 'Rétablir',
    cut: 'Couper',
    copy: 'Copier',
    paste: 'Coller',
    selectAll: 'Tout sélectionner',
    view: 'Affichage',
    resetZoom: 'Taille normale',
    zoomIn: 'Agrandir',
    zoomOut: 'Réduire',
    fullScreen: 'Plein écran',
    reload: 'Recharger l’écran',
    devTools: 'Outils de développement',
  },
  en: {
    file: 'File',
    quit: 'Quit',
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
    view: 'View',
    resetZoom: 'Actual size',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fullScreen: 'Full screen',
    reload: 'Reload the screen',
    devTools: 'Developer tools',
  },
}

/** Template of the menu. Reload and developer tools only when run from the sources. */
export function menuTemplate(language: Language, packaged: boolean): MenuItemConstructorOptions[] {
  const words = WORDS[language]
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  return [
    { label: words.file, submenu: [{ role: 'quit', label: words.quit }] },
    {
      label: words.edit,
      submenu: [
        { role: 'undo', label: words.undo },
        { role: 'redo', label: words.redo },
        separator,
        { role: 'cut', label: words.cut },
        { role: 'copy', label: words.copy },
        { role: 'paste', label: words.paste },
        { role: 'selectAll', label: words.selectAll },
      ],
    },
    {
      label: words.view,
      submenu: [
        { role: 'resetZoom', label: words.resetZoom },
        { role: 'zoomIn', label: words.zoomIn },
        { role: 'zoomOut', label: words.zoomOut },
        { role: 'togglefullscreen', label: words.fullScreen },
        ...(packaged
          ? []
          : ([
              separator,
              { role: 'reload', label: words.reload, accelerator: 'CmdOrCtrl+Alt+R' },
              { role: 'toggleDevTools', label: words.devTools },
            ] satisfies MenuItemConstructorOptions[])),
      ],
    },
  ]
}
