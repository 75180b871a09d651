/** The sheets that open on demand: small, so read together. */
export { Glossary } from './Glossary.tsx'
export { KeySheet } from './KeySheet.tsx'
export { Messages } from './Messages.tsx'
