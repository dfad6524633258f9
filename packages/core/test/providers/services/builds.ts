import { createRuns, outcomesOf, type RunsOptions } from '../../engine/engine-setup.js'
import { figureRequestOf } from '../services-engine/adapter.js'

/** Builds, one after the other, that buy through the engine what an adapter sells, in virtual time. */
export function createBuilds(world: Pick<RunsOptions, 'clock' | 'provider' | 'send'>) {
  const { clock, provider, send } = world
  const { ledgerAfter, startRun } = createRuns({
    caps: [],
    clock,
    provider,
    request: (prompt, take) => figureRequestOf(provider, prompt, take),
    send,
  })
  let started = 0
  return {
    /** How each figure ended, in one build. */
    async build(...prompts: string[]): Promise<string[]> {
      started += 1
      const { engine, make } = await startRun(`build ${started}`)
      const outcomes = await outcomesOf(
        clock,
        prompts.map((prompt) => make(prompt)),
      )
      await clock.run(engine.close())
      return outcomes
    },
    /** How each figure that is over stands in the books, and what it cost. */
    async spent(): Promise<string[]> {
      const ledger = await ledgerAfter()
      return (await ledger.list(['done', 'failed', 'lost'])).map(
        ({ spent, state }) => `${state} ${spent}`,
      )
    },
    totals: async () => (await ledgerAfter()).totals('ever'),
    startRun,
  }
}
