/** Entry of the card's process in Electron: the parent's port first, then the process as it runs everywhere. */
import './parent-port.ts'
import '../core/card/card.process.ts'
