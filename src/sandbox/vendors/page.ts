/** The pages of the simulated vendors: plain HTML, no script, readable by anything. */

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const html = (text: string) => text.replace(/[&<>"']/g, char => escapes[char] ?? char)

export interface PageSlot {
  id: string
  /** « lundi 23 novembre à 14 h 30 » */
  when: string
  what: string
}

export interface AgendaPage {
  vendor: string
  who: string
  where: string
  /** Null when the slot that was asked for is not free any more. */
  chosen: string | null
  /** True when a slot was asked for and is gone. */
  gone: boolean
  slots: readonly PageSlot[]
  /** Known from the address; null: the page asks, as the real one learns it from the Pro Santé Connect session. */
  operator: string | null
  operators: readonly { idnps: string; displayName: string }[]
}

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 40rem; margin: 2rem auto; padding: 0 1rem }
.practice { border: 2px dashed; padding: .5rem 1rem; font-weight: 600 }
fieldset { border: 1px solid; margin: 1rem 0; padding: .5rem 1rem; max-height: 22rem; overflow: auto }
label { display: block; padding: .35rem 0 }
button, select { font: inherit; padding: .5rem 1rem; min-height: 2.75rem; margin: .25rem .5rem .25rem 0 }
:focus-visible { outline: 3px solid; outline-offset: 2px }
`

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="practice">Page simulée pour l’exercice : rien de ce qui se fait ici n’est réel.</p>
${body}
</main>
</body>
</html>
`
}

export function agendaPage(agenda: AgendaPage): string {
  const notice = agenda.gone
    ? '<p role="alert"><strong>Le créneau choisi n’est plus libre.</strong> En voici d’autres.</p>'
    : ''
  const operator =
    agenda.operator === null
      ? `<p><label for="operator">Session Pro Santé Connect (simulée)</label>
<select id="operator" name="operator">${agenda.operators
          .map(({ idnps, displayName }) => `<option value="${html(idnps)}">${html(displayName)}</option>`)
          .join('')}</select></p>`
      : `<input type="hidden" name="operator" value="${html(agenda.operator)}">`
  const slots = agenda.slots
    .map(
      slot =>
        `<label><input type="radio" name="creneau" value="${html(slot.id)}" required${
          slot.id === agenda.chosen ? ' checked' : ''
        }> ${html(slot.when)}${slot.what ? ` : ${html(slot.what)}` : ''}</label>`,
    )
    .join('\n')
  const form =
    agenda.slots.length === 0
      ? '<p>Aucun créneau libre d’ici après-demain.</p>'
      : `<form method="post">
<input type="hidden" name="origin" value="sas">
${operator}
<fieldset><legend>Créneaux libres</legend>
${slots}
</fieldset>
<button type="submit" name="action" value="confirmer">Confirmer le rendez-vous</button>
<button type="submit" name="action" value="parti">Le créneau n’est plus libre</button>
</form>`
  return page(
    `${agenda.vendor} : agenda de ${agenda.who}`,
    `<h1>${html(agenda.vendor)}</h1>
<h2>${html(agenda.who)}</h2>
<p>${html(agenda.where)}</p>
${notice}${form}`,
  )
}

export interface AccountPage {
  vendor: string
  action: string
  operator: string | null
  operators: AgendaPage['operators']
  /** The conditions of use are to be accepted. */
  terms: boolean
}

/** Where somebody signs in at a vendor, and accepts its conditions the first time. */
export const accountPage = ({ vendor, action, operator, operators, terms }: AccountPage): string =>
  page(
    `${vendor} : identification`,
    `<h1>${html(vendor)}</h1>
<form method="post" action="${html(action)}">
<input type="hidden" name="origin" value="sas">
<p><label for="operator">Session Pro Santé Connect (simulée)</label>
<select id="operator" name="operator">${operators
      .map(
        one =>
          `<option value="${html(one.idnps)}"${one.idnps === operator ? ' selected' : ''}>${html(one.displayName)}</option>`,
      )
      .join('')}</select></p>
${terms ? '<label><input type="checkbox" name="cgu" value="oui"> J’accepte les conditions générales d’utilisation (simulées)</label>' : ''}
<button type="submit">S’identifier</button>
</form>`,
  )

export const confirmedPage = (vendor: string, who: string, when: string): string =>
  page(
    `${vendor} : rendez-vous pris`,
    `<h1>${html(vendor)}</h1>
<p role="status"><strong>Rendez-vous pris</strong> avec ${html(who)}, ${html(when)}.</p>
<p>La plateforme en est informée. Cette page peut être fermée.</p>`,
  )

/** Without `origin=sas`, vendors open no right: the real ones send to their own sign-in (flow V2). */
export const signInPage = (vendor: string): string =>
  page(
    `${vendor} : connexion`,
    `<h1>${html(vendor)}</h1>
<p role="alert">Cette page attend une session venue de la plateforme (origin=sas) : les créneaux du SAS ne sont pas montrés.</p>`,
  )

export const messagePage = (title: string, message: string): string =>
  page(title, `<h1>${html(title)}</h1>\n<p role="alert">${html(message)}</p>`)
