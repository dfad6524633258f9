import type { FigmillEvent } from '@figmill/core'
import { amount } from './count.js'
import { toVisibleLine } from './visible-text.js'

/** What of one provider is done, and what is not. */
export interface ProviderProgress {
  provider: string
  queued: number
  running: number
  done: number
  failed: number
  spentCredits: number
  reservedCredits: number
  /** Nothing can be sent before; milliseconds since the epoch. */
  waitsUntilMs: number | undefined
  /** Of the running figure that moved last. */
  stage: { specDigest: string; text: string } | undefined
}

/** Adds up what events tell. */
export interface Progress {
  listen(event: FigmillEvent): void
  isRunning(): boolean
  providers(): ProviderProgress[]
  /** A line for each provider. */
  lines(nowMs: number): string[]
}

export function createProgress(): Progress {
  const byProvider = new Map<string, ProviderProgress>()
  /** What a figure is counted under, and what is reserved for it. */
  const figures = new Map<
    string,
    { provider: string; state: 'queued' | 'running'; reserved: number }
  >()

  const progressOf = (provider: string): ProviderProgress => {
    const known = byProvider.get(provider)
    if (known !== undefined) return known
    const fresh = {
      provider,
      queued: 0,
      running: 0,
      done: 0,
      failed: 0,
      spentCredits: 0,
      reservedCredits: 0,
      waitsUntilMs: undefined,
      stage: undefined,
    }
    byProvider.set(provider, fresh)
    return fresh
  }

  /** Takes a figure out of where it is counted. */
  function leave(specDigest: string): ProviderProgress | undefined {
    const figure = figures.get(specDigest)
    if (figure === undefined) return undefined
    figures.delete(specDigest)
    const progress = progressOf(figure.provider)
    progress[figure.state] -= 1
    progress.reservedCredits -= figure.reserved
    if (progress.stage?.specDigest === specDigest) progress.stage = undefined
    return progress
  }

  return {
    listen(event) {
      switch (event.type) {
        case 'figure-queued':
          figures.set(event.specDigest, { provider: event.provider, state: 'queued', reserved: 0 })
          progressOf(event.provider).queued += 1
          return
        case 'figure-started':
        case 'figure-submitted': {
          const reserved = event.type === 'figure-submitted' ? event.reservedCredits : 0
          leave(event.specDigest)
          figures.set(event.specDigest, { provider: event.provider, state: 'running', reserved })
          progressOf(event.provider).running += 1
          progressOf(event.provider).reservedCredits += reserved
          return
        }
        case 'figure-progressed': {
          const { provider, specDigest, stage: text } = event
          if (figures.has(specDigest)) progressOf(provider).stage = { specDigest, text }
          return
        }
        case 'figure-finished': {
          leave(event.specDigest)
          const progress = progressOf(event.provider)
          progress.done += 1
          progress.spentCredits += event.costCredits
          return
        }
        case 'figure-failed':
        case 'figure-parked': {
          const reserved = figures.get(event.specDigest)?.reserved ?? 0
          const progress = leave(event.specDigest)
          if (progress === undefined) return
          progress.failed += 1
          if (event.type === 'figure-parked') progress.reservedCredits += reserved
          return
        }
        case 'provider-waiting':
          progressOf(event.provider).waitsUntilMs = event.untilMs
          return
      }
    },
    isRunning: () => figures.size > 0,
    providers: () => [...byProvider.values()],
    lines: (nowMs) => [...byProvider.values()].map((progress) => toLine(progress, nowMs)),
  }
}

const width = 16

function toLine(progress: ProviderProgress, nowMs: number): string {
  const {
    done,
    failed,
    provider,
    queued,
    reservedCredits,
    running,
    spentCredits,
    stage,
    waitsUntilMs = 0,
  } = progress
  const total = queued + running + done + failed
  const filled = total === 0 ? 0 : Math.round(((done + failed) / total) * width)
  const waitSeconds = Math.ceil((waitsUntilMs - nowMs) / 1000)
  const parts = [
    `${done}/${total}`,
    ...(running > 0 ? [`${running} running`] : []),
    ...(queued > 0 ? [`${queued} queued`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(queued > 0 && waitSeconds > 0 ? [`next in ${waitSeconds} s`] : []),
    ...(amount(spentCredits) > 0 || amount(reservedCredits) > 0
      ? [`${amount(spentCredits)} spent, ${amount(reservedCredits)} reserved`]
      : []),
    // Last: a narrow terminal cuts it off, and nothing else.
    ...(stage === undefined ? [] : [`latest stage: ${toVisibleLine(stage.text)}`]),
  ]
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${provider}  ${parts.join('  ')}`
}
