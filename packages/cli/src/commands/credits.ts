import type { CommandContext } from '../command.js'
import { openCommandProject } from '../command-project.js'
import { formatTable } from '../format-table.js'
import { createReporter } from '../reporter.js'
import { type ExitCode, exitCodes } from '../terminal.js'

interface ProviderCredits {
  provider: string
  spentToday: number
  reserved: number
  /** As the service says; absent when it was not asked or does not say. */
  balance: number | undefined
  /**
   * Credits that are gone since the last look and were not spent here; negative: that came back. Not
   * known while something is reserved.
   */
  drift: number | undefined
  problem: string | undefined
}

/** `figmill credits`: what was spent, what is reserved, and what is left. */
export async function credits(context: CommandContext): Promise<ExitCode> {
  const { options, terminal } = context
  const reporter = createReporter(options, terminal)
  const project = await openCommandProject(context)
  const { ledger } = await project.paid.ledger()
  const today = byProvider(await ledger.totals('day'))
  const ever = byProvider(await ledger.totals('ever'))
  // Of services that nobody has a key for there is nothing to tell.
  const asked = [...project.providers.values()].filter(
    ({ name, service }) =>
      service !== undefined &&
      (service.keys.length > 0 || today.has(name) || (ever.get(name)?.reserved ?? 0) > 0),
  )
  const all: ProviderCredits[] = []
  for (const provider of asked) {
    const { name } = provider
    const { reserved = 0 } = ever.get(name) ?? {}
    const found = options.offline ? {} : await project.paid.balance(provider).catch(toFailure)
    all.push({
      provider: name,
      spentToday: today.get(name)?.spent ?? 0,
      reserved,
      balance: undefined,
      drift: undefined,
      problem: undefined,
      ...found,
    })
  }
  const rows = all.map(({ balance, drift, problem, provider, reserved, spentToday }) => [
    provider,
    `${spentToday} spent today`,
    `${reserved} reserved`,
    balance === undefined ? (problem ?? 'balance not told') : `${balance} left`,
    tellDrift(drift, balance !== undefined && reserved > 0),
  ])
  const text = rows.length === 0 ? 'No provider of this project takes money.\n' : formatTable(rows)
  reporter.finish(text, { command: 'credits', ok: true, credits: all })
  return exitCodes.done
}

function tellDrift(drift: number | undefined, isReserved: boolean): string {
  if (drift === undefined)
    return isReserved ? 'spent elsewhere: not known while some are reserved' : ''
  if (drift === 0) return ''
  return `${Math.abs(drift)} ${drift > 0 ? 'spent elsewhere' : 'came back'} since the last look`
}

function byProvider<Total extends { provider: string }>(
  totals: readonly Total[],
): Map<string, Total> {
  return new Map(totals.map((total) => [total.provider, total]))
}

function toFailure(error: unknown): { problem: string } {
  return { problem: error instanceof Error ? error.message : String(error) }
}
