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
  /** Credits that are gone since the last look and were not spent here; negative: that came back. */
  drift: number | undefined
  problem: string | undefined
}

/** `figmill credits`: what was spent, what is reserved, and what is left. */
export async function credits(context: CommandContext): Promise<ExitCode> {
  const { options, terminal } = context
  const reporter = createReporter(options, terminal)
  const project = await openCommandProject(context)
  const { ledger } = await project.paid.ledger()
  const today = await ledger.totals('day')
  const totals = new Map(today.map((total) => [total.provider, total]))
  // Of services that nobody has a key for there is nothing to tell.
  const asked = [...project.providers.values()].filter(
    ({ name, service }) => service !== undefined && (service.keys.length > 0 || totals.has(name)),
  )
  const all: ProviderCredits[] = []
  for (const provider of asked) {
    const { name } = provider
    const { reserved = 0, spent = 0 } = totals.get(name) ?? {}
    const found = options.offline ? {} : await project.paid.balance(provider).catch(toFailure)
    all.push({
      provider: name,
      spentToday: spent,
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
    drift === undefined || drift === 0
      ? ''
      : `${Math.abs(drift)} ${drift > 0 ? 'spent elsewhere' : 'came back'} since the last look`,
  ])
  const text = rows.length === 0 ? 'No provider of this project takes money.\n' : formatTable(rows)
  reporter.finish(text, { command: 'credits', ok: true, credits: all })
  return exitCodes.done
}

function toFailure(error: unknown): { problem: string } {
  return { problem: error instanceof Error ? error.message : String(error) }
}
