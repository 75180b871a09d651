/** A desk that nobody touches locks itself. What counts as touching is reported by the screen. */

export interface Idle {
  start(): void
  active(): void
  stop(): void
}

/** `minutes` 0: never. */
export function createIdle(minutes: number, onIdle: () => void): Idle {
  let timer: NodeJS.Timeout | undefined
  const wind = () => {
    clearTimeout(timer)
    if (minutes > 0) timer = setTimeout(onIdle, minutes * 60_000)
  }
  return {
    start: wind,
    active() {
      if (timer) wind()
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
