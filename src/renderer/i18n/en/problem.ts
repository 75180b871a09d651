import { directoryProblem } from './directory-problem.ts'

export const problem = {
  ...directoryProblem,
  'invalid-input': {
    what: 'A value was not understood ({{path}}).',
    kept: 'Nothing was done; what you typed is kept.',
    next: 'Correct what was typed. If it comes back, give IT the code that follows.',
  },
  'invalid-answer': {
    what: 'The console answered something unexpected.',
    kept: 'The call and what you typed are kept.',
    next: 'Try again. If it comes back, give IT the code that follows.',
  },
  'unknown-call': {
    what: 'The screen and the console are not of the same version.',
    kept: 'The call and what you typed are kept.',
    next: 'Restart Relais once the call is over.',
  },
  'not-signed-in': {
    what: 'Nobody is signed in at this desk.',
    kept: 'Nothing was done.',
    next: 'Insert the card and type its PIN.',
  },
  locked: { what: 'The desk is locked.', kept: 'The call is kept as it was.', next: 'Type the card’s PIN to go on.' },
  'not-allowed': {
    what: 'Your role does not allow this.',
    kept: 'Nothing was done.',
    next: 'Ask somebody who may: {{roles}}.',
  },
  defect: {
    what: 'The console hit an internal error.',
    kept: 'The call and what you typed are kept.',
    next: 'Try again. If it comes back, give IT the code that follows.',
  },
  'console-unreachable': {
    what: 'The screen cannot reach this desk’s console.',
    kept: 'What is shown and typed is kept.',
    next: 'The link is retried by itself. If it stays down, restart Relais.',
  },
  'place-needed': { what: 'The place is missing.', kept: 'The need is kept.', next: 'Say where the caller is.' },
  'place-without-position': {
    what: 'This commune has no known position: distances cannot be worked out.',
    kept: 'The question is kept.',
    next: 'Choose a neighbouring commune.',
  },
  'nobody-there': {
    what: 'The directory knows nobody who works in this establishment.',
    kept: 'The question is kept.',
    next: 'Call it ({{F3}} gives its number), or ask for a need and a place.',
  },
  'no-candidate': {
    what: 'No professional of the directory answers this need within this radius.',
    kept: 'The question is kept.',
    next: 'Widen the radius with {{F8}}, or change the need or the place.',
  },
  'directory-empty': {
    what: 'The directory of this desk is empty.',
    kept: 'What you typed is kept.',
    next: 'Tell IT: a directory has to be imported.',
  },
  'directory-busy': {
    what: 'The directory is busy with an import.',
    kept: 'What you typed is kept.',
    next: 'Wait for the import shown at the bottom of the screen.',
  },
  'directory-broken': {
    what: 'The directory file cannot be read.',
    kept: 'Slots already shown stay usable.',
    next: 'Tell IT: the directory has to be imported again.',
  },
  'source-unknown': {
    what: 'This source is not in the settings.',
    kept: 'Nothing was asked.',
    next: 'Open the board again.',
  },
  'ask-gone': {
    what: 'This search is no longer in memory.',
    kept: 'The question is kept.',
    next: 'Change “When” and back: the search starts again.',
  },
  'calls-full': {
    what: 'Nine calls are already open at this desk.',
    kept: 'All are kept; this one stays on the screen.',
    next: 'End a call with {{F2}}, then try again.',
  },
  'call-ended': {
    what: 'This call has already ended.',
    kept: 'Bookings already made are kept.',
    next: 'Go on with the current call.',
  },
  'pin-format': {
    what: 'The PIN has 4 digits.',
    kept: 'No try was counted.',
    next: 'Type the 4 digits of the card’s PIN.',
  },
  'pin-wrong': {
    what: 'This is not the right PIN.',
    kept: 'The card has counted one try.',
    next: 'Type the PIN again. Three errors in a row lock the card.',
  },
  'pin-locked': {
    what: 'The PIN of this card is locked.',
    kept: 'Any call is kept.',
    next: 'Unlock it with CPS-Gestion and the rescue code, or use another card.',
  },
  'pin-final-try': {
    what: 'Only one try is left before the card locks.',
    kept: 'No try was used.',
    next: 'Tick the box to use the last try, or check the PIN first.',
  },
  'pin-cancelled': {
    what: 'Typing the PIN was cancelled on the reader.',
    kept: 'No try was used.',
    next: 'Start over and type the PIN on the keys of the reader.',
  },
  'card-absent': {
    what: 'There is no card in the reader.',
    kept: 'Any call is kept.',
    next: 'Insert the card, chip first.',
  },
  'card-unreadable': {
    what: 'The card does not answer.',
    kept: 'No try was counted.',
    next: 'Take it out, check which way it goes, insert it again.',
  },
  'card-contactless': {
    what: 'The card is read without contact: that does not prove who holds it.',
    kept: 'No try was counted.',
    next: 'Insert it into the slot of the reader.',
  },
  'card-foreign': {
    what: 'This card is neither a CPS nor a CPE.',
    kept: 'No try was counted.',
    next: 'Insert a professional’s or an establishment’s card.',
  },
  'card-expired': {
    what: 'The certificate of this card is no longer valid.',
    kept: 'No try was counted.',
    next: 'Use another card and ask for this one to be renewed.',
  },
  'card-changed': {
    what: 'The card was changed while signing in.',
    kept: 'No session is open.',
    next: 'Leave the card in place and type the PIN again.',
  },
  'card-failed': {
    what: 'The card could not sign.',
    kept: 'No session is open.',
    next: 'Take the card out, insert it again, start over.',
  },
  'module-missing': {
    what: 'The card software (Cryptolib) was not found on this desk.',
    kept: 'Any call is kept.',
    next: 'Give IT the code below.',
  },
  'module-invalid': {
    what: 'The file named for reading cards is not a card module.',
    kept: 'Any call is kept.',
    next: 'Give IT the code below.',
  },
  'module-too-old': {
    what: 'The card software (Cryptolib) of this desk is too old.',
    kept: 'Any call is kept.',
    next: 'Tell IT: Cryptolib CPS 5.2.2 or later is needed.',
  },
  'module-wrong-bits': {
    what: 'The card software is not made for this console (32 or 64 bits).',
    kept: 'Any call is kept.',
    next: 'Tell IT: install the 64-bit Cryptolib CPS.',
  },
  'module-hung': {
    what: 'The card software does not answer any more; it is being restarted.',
    kept: 'Any call is kept.',
    next: 'Wait a few seconds, then type the PIN again.',
  },
  'server-unreachable': {
    what: 'The sign-in service does not answer.',
    kept: 'The PIN was right; no try is lost.',
    next: 'Try again. If it lasts, tell IT.',
  },
  'server-untrusted': {
    what: 'The sign-in service shows an unknown certificate.',
    kept: 'Nothing was sent to it.',
    next: 'Tell IT; do not insist.',
  },
  'server-expired': {
    what: 'The sign-in service shows a certificate that is outside its dates: its own, or that of an authority above.',
    kept: 'Nothing was sent to it; the PIN was right, no try is lost.',
    next: 'Check the date of the desk; if it is right, tell IT.',
  },
  'server-answer': {
    what: 'The sign-in service gave an answer that makes no sense.',
    kept: 'No session is open.',
    next: 'Try again. If it comes back, tell IT.',
  },
  'refused-certificate': {
    what: 'The card’s certificate was refused.',
    kept: 'No session is open.',
    next: 'Use another card or tell IT.',
  },
  'refused-expired': {
    what: 'The card’s certificate is outside its dates.',
    kept: 'No session is open.',
    next: 'Use another card; check the date of the desk.',
  },
  'refused-revoked': {
    what: 'This card has been revoked.',
    kept: 'No session is open.',
    next: 'Use another card.',
  },
  'refused-chain': {
    what: 'The card’s certificate does not come from a known authority.',
    kept: 'No session is open.',
    next: 'Use another card or tell IT.',
  },
  'refused-authority-expired': {
    what: 'The authority that issued this card is outside its dates.',
    kept: 'No session is open; the PIN was right, no try is lost.',
    next: 'Check the date of the desk, then tell IT: the authorities of the cards are to be brought up to date.',
  },
  'refused-environment': {
    what: 'A test card opens no session on the real platform, nor the other way round.',
    kept: 'No session is open.',
    next: 'Use the card that suits this platform.',
  },
  'refused-unknown-person': {
    what: 'The person of this card is not known to the service.',
    kept: 'No session is open.',
    next: 'Have IT add the account.',
  },
  'refused-status-unknown': {
    what: 'The service does not answer, and this desk cannot check whether this card was revoked.',
    kept: 'The PIN was right; no try is lost.',
    next: 'Wait for the service; paper directory and phone remain the way round.',
  },
  'refused-clock': {
    what: 'This desk’s clock is not that of the service: the signature was refused.',
    kept: 'The PIN was right; no try is lost.',
    next: 'Have IT set the clock of this desk, then try again.',
  },
  'clock-off': {
    what: 'The clock of this desk is {{minutes}} min off: no session can be opened.',
    kept: 'The PIN was right; no try is lost.',
    next: 'Have IT set the clock of this desk, then try again.',
  },
  'approval-not-open': {
    what: 'The request for approval is over.',
    kept: 'Nothing was approved; the call is kept.',
    next: 'Ask again if it is still needed.',
  },
  'approval-same-person': {
    what: 'This is the card of the person who asks: it takes another one.',
    kept: 'Nothing was approved; the call is kept.',
    next: 'Have a second person present their card.',
  },
  'approval-no-right': {
    what: 'The person of this card cannot give this approval.',
    kept: 'Nothing was approved; the call is kept.',
    next: 'Ask somebody who may: {{roles}}.',
  },
  'proof-ended': {
    what: 'The service no longer confirms this session: no booking is sent.',
    kept: 'Nothing was booked; the call, the directory and the phones are still there.',
    next: 'Phone the practice; lock with {{F12}} and give the card’s PIN again to go on.',
  },
  'degraded-no-booking': {
    what: 'In degraded mode this desk does not book this slot.',
    kept: 'Nothing was booked; the call is kept.',
    next: 'Phone the practice; booking comes back by itself with the service.',
  },
  'psc-refused': {
    what: 'The request was refused on the phone or in the browser.',
    kept: 'No session is open.',
    next: 'Try again, or insert the card.',
  },
  'psc-expired': {
    what: 'Nobody answered Pro Santé Connect in time.',
    kept: 'No session is open.',
    next: 'Try again, or insert the card.',
  },
  'psc-cancelled': {
    what: 'The request to Pro Santé Connect was given up.',
    kept: 'No session is open.',
    next: 'Try again, or insert the card.',
  },
  'psc-page': {
    what: 'The page to open is not one the site allows, or the browser did not open.',
    kept: 'Nothing was opened.',
    next: 'Insert the card; tell IT.',
  },
  'vendor-page-unknown': {
    what: 'This vendor’s page cannot be opened from here.',
    kept: 'Nothing was done.',
    next: 'Open it from one of this vendor’s slots, or tell the IT department.',
  },
  'psc-unavailable': {
    what: 'This desk does not offer this way of Pro Santé Connect.',
    kept: 'No session is open.',
    next: 'Insert the card.',
  },
  'refused-nonce': {
    what: 'Signing in took too long: the service did not take the signature.',
    kept: 'The PIN was right; no try is lost.',
    next: 'Try again.',
  },
  refused: {
    what: 'The service refused to open a session.',
    kept: 'No session is open.',
    next: 'Try again. If it comes back, tell IT.',
  },
  busy: { what: 'A sign-in is already under way.', kept: 'It goes on.', next: 'Wait for it to end.' },
  'slot-gone': {
    what: 'This slot is no longer offered.',
    kept: 'Nothing was booked; the call is kept.',
    next: 'Take one of the next slots.',
  },
  'slot-past': {
    what: 'The time of this slot has passed.',
    kept: 'Nothing was booked; the call is kept.',
    next: 'Take one of the next slots.',
  },
  'slot-unknown': {
    what: 'The console no longer knows this slot.',
    kept: 'Nothing was booked; the call is kept.',
    next: 'Change “When” and back: the search starts again. Then choose it again.',
  },
  'need-pending': {
    what: 'A booking of this call still awaits its outcome.',
    kept: 'It is being followed; nothing else was sent.',
    next: 'Wait for its outcome, or knowingly take this slot all the same.',
  },
  'need-booked': {
    what: 'An appointment is already booked for this call.',
    kept: 'It is kept; nothing else was sent.',
    next: 'For another need, go to the next call with {{F2}}.',
  },
  'disk-failed': {
    what: 'The request could not be recorded: it was not sent.',
    kept: 'Nothing was booked; the call is kept.',
    next: 'Phone the practice and tell IT (disk full or protected).',
  },
  'launch-gone': {
    what: 'This call of the LRM is not waiting any more.',
    kept: 'The call in progress is kept.',
    next: 'Launch it again from the LRM.',
  },
  'journal-failed': {
    what: 'The journal of this desk cannot be written: the request was not sent.',
    kept: 'Nothing was booked; the call is kept.',
    next: 'Phone the practice and tell IT (disk full, or the desk key cannot be read).',
  },
  'link-unsafe': {
    what: 'The booking address given by the source is not safe: it was not opened.',
    kept: 'Nothing was booked; the call is kept.',
    next: 'Phone the practice, or take another slot.',
  },
  'intent-conflict': {
    what: 'This request has already been used for another slot.',
    kept: 'Nothing new was sent.',
    next: 'Choose the slot again.',
  },
  'beyond-limit': {
    what: 'This slot is beyond the clinical limit of the call.',
    kept: 'Nothing was booked; the slot stays chosen.',
    next: 'Give a reason if it is yours to decide, else ask the doctor on duty.',
  },
  'reason-unknown': {
    what: 'This reason is no longer in the settings.',
    kept: 'Nothing was booked; the slot stays chosen.',
    next: 'Choose another.',
  },
  'approval-refused': {
    what: 'The doctor’s approval is not valid, or has been used.',
    kept: 'Nothing was booked; the slot stays chosen.',
    next: 'Ask the doctor on duty again.',
  },
  'dial-failed': {
    what: 'The phone of this desk did not take the number.',
    kept: 'Nothing was noted.',
    next: 'Dial the number by hand.',
  },
  'place-unknown': {
    what: 'This establishment is no longer in the list.',
    kept: 'The outcome stays noted, without an establishment.',
    next: 'Choose one from the list read again.',
  },
  'person-unknown': {
    what: 'This professional is no longer in the search.',
    kept: 'Nothing was noted.',
    next: 'Change “When” and back: the search starts again.',
  },
  'not-changeable': {
    what: 'This appointment cannot be changed from here.',
    kept: 'It stays as it is.',
    next: 'Phone the practice, or use the vendor’s page.',
  },
  'orientation-unknown': {
    what: 'The console does not know this booking.',
    kept: 'Nothing was changed.',
    next: 'Open the day’s list again with {{F9}}.',
  },
  'orientation-settled': {
    what: 'The outcome of this booking is already known.',
    kept: 'It was not changed.',
    next: 'Read its state on the screen.',
  },
  other: {
    what: 'Something happened that this screen does not know.',
    kept: 'The call and what you typed are kept.',
    next: 'Try again. If it comes back, give IT the code that follows.',
  },
  code: 'Code: {{kind}}',
  'setting-managed': {
    what: 'This setting is managed by the organisation.',
    kept: 'Its value has not changed.',
    next: 'Ask IT for the change.',
  },
  'setting-refused': {
    what: 'This setting is not chosen here, or the value is not allowed.',
    kept: 'Its value has not changed.',
    next: 'Ask IT for the change.',
  },
  'disk-write-failed': {
    what: 'The choice could not be written on this desk ({{code}}).',
    kept: 'The setting stays as it was.',
    next: 'Check the room on the disk, then try again.',
  },
} as const
