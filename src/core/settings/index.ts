/** Settings: one schema, the layers that give them their values, a reader that names what is wrong, what the screen sees. */

export { addressFault, fillAddress } from './address-template.ts'
export { openSettingsDesk, type SettingsDesk } from './desk.ts'
export { explainSettingsProblem } from './explain.ts'
export { type Places, systemPlaces } from './gather.ts'
export { fillTemplate } from './hand-over-template.ts'
export { createSettingsHandlers, type LivingSettings } from './handlers.ts'
export { faultsOfPart, type LayeredSettings } from './layers.ts'
export { watchPlatform } from './platform.ts'
export { type ReadSettings, readRaw, readSettings, readSettingsFile } from './read.ts'
export { Settings, type SiteSettings, type SourceSettings, siteOf, type TlsSettings } from './schema.ts'
export { shownSettings } from './shown.ts'
export { siteFiles } from './site/signed.ts'
