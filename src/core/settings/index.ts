/** Settings: one schema, a reader that names what is wrong, what the screen may see of them. */

export { explainSettingsProblem } from './explain.ts'
export { fillTemplate } from './hand-over-template.ts'
export { watchPlatform } from './platform.ts'
export { type ReadSettings, readSettings, readSettingsFile } from './read.ts'
export { Settings, type SourceSettings, type TlsSettings } from './schema.ts'
export { settingsView } from './view.ts'
