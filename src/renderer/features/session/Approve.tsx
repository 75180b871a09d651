/**
 * A doctor's card for a minute, over the desk as it is: what they approve stays in sight. Opened by `askApproval`, ended by
 * their PIN, by Esc, or by the time that is up.
 */
import { useEffect, useRef } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useAnswer, useConsole } from '../../app/console.ts'
import { Button } from '../../ui/Button.tsx'
import { useNow } from '../../ui/clock.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { notify } from '../../ui/store.ts'
import { useWords } from '../../ui/words.ts'
import { useApproval } from './approval.ts'
import { PinEntry } from './PinEntry.tsx'

export function Approve() {
  const asked = useApproval(state => state.asked)
  return (
    <ModalOverlay
      className="veil"
      isOpen={asked !== null}
      onOpenChange={open => {
        if (!open) useApproval.setState({ asked: null })
      }}
    >
      <Modal className="sheet sheet--approve">
        {asked ? <Asking purpose={asked.purpose} what={asked.what} /> : null}
      </Modal>
    </ModalOverlay>
  )
}

function Asking({ purpose, what }: { purpose: string; what: string }) {
  const { t } = useWords()
  const console = useConsole()
  const session = useAnswer('session.state', null)
  const card = useAnswer('card.state', null)
  const now = useNow(1000)
  const begun = useRef(false)
  const approving = session.value?.approving ?? null

  useEffect(() => {
    void console.call('session.approvalBegin', { purpose })
    return () => {
      void console.call('session.approvalCancel', null)
    }
  }, [console, purpose])

  // The time is up, on the console's clock.
  useEffect(() => {
    if (approving) begun.current = true
    else if (begun.current) useApproval.setState({ asked: null })
  }, [approving])

  if (!approving) return null
  const left = Math.max(0, Math.round((Date.parse(approving.until) - now) / 1000))
  const step = approving.cardReady ? 'pin' : approving.held ? 'insert' : 'present'
  return (
    <Dialog className="sheet__dialog">
      <Heading slot="title" className="sheet__title">
        {t('session.approve.title')}
      </Heading>
      <p className="approve__what">{what}</p>
      <p className="approve__step" role="status">
        <Icon name="card" /> {t(`session.approve.${step}`)}
      </p>
      <PinEntry
        ready={approving.cardReady}
        busy={false}
        pinPad={approving.pinPad}
        tries={approving.held ? (card.value?.tries ?? 'unknown') : 'unknown'}
        act={t('session.approve.act')}
        send={async (pin, lastTryAccepted) => {
          const result = await console.call('session.approve', { pin, lastTryAccepted, purpose })
          if (result.ok) {
            useApproval.setState({ asked: null, given: result.value })
            notify(t('session.approve.given', { name: result.value.by.displayName }), 'ok')
          }
          return result
        }}
        aside={
          <Button className="button" onPress={() => useApproval.setState({ asked: null })}>
            {t('session.approve.cancel')} <Keys chord="Escape" />
          </Button>
        }
      />
      <p className="secondary">
        {approving.held ? t('session.approve.held') : t('session.approve.beside')}{' '}
        {t('session.approve.left', { seconds: left })}
      </p>
    </Dialog>
  )
}
