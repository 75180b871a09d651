/**
 * Stops with a clear sentence when Node is older than the native modules need: better-sqlite3 13 otherwise dies without
 * an error. npm scripts run on the Node 24 that comes with the packages; this is for whoever types `node …` by hand.
 */
export function requireNode() {
  const [major] = process.versions.node.split('.').map(Number)
  if (Number(process.versions.napi) >= 10 && major >= 24) return
  console.error(
    [
      `Relais a besoin de Node 24 ; ceci est Node ${process.versions.node}.`,
      'Lancer les commandes par npm (« npm start », « npm test »…) : elles emploient le Node 24 installé par « npm ci ».',
      'Si le message revient, ce système n’a pas de paquet Node 24 : installer Node 24 puis relancer « npm ci ».',
    ].join('\n'),
  )
  process.exit(2)
}
