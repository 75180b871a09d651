/** What was done at this desk, by whom, when and with which result: the journal, and nothing of the caller in it. */
export { openJournal } from './journal.ts'
export { fileKeyStore, type KeyStore, keyStore } from './key-store.ts'
export { createRecorder } from './record.ts'
