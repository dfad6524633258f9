import type { Claim } from '@figmill/core/internal-engine'
import type { CommandContext } from '../command.js'
import { openCommandProject } from '../command-project.js'
import { count } from '../count.js'
import { formatTable } from '../format-table.js'
import { createReporter } from '../reporter.js'
import { type ExitCode, exitCodes } from '../terminal.js'

const words: Record<Claim['state'], string> = {
  leased: 'about to be sent',
  submitting: 'may have been sent',
  submitted: 'with the service',
  done: 'done',
  failed: 'paid, no picture',
  unknown: 'parked: outcome unknown',
  lost: 'paid, picture lost',
}

/** `figmill tasks`: paid jobs that are not finished, as the ledger of this machine has them. */
export async function tasks(context: CommandContext): Promise<ExitCode> {
  const { options, terminal } = context
  const reporter = createReporter(options, terminal)
  const project = await openCommandProject(context)
  const { ledger } = await project.paid.ledger()
  const claims = ledger
    .list(['leased', 'submitting', 'submitted', 'unknown', 'lost', 'failed'])
    .filter(({ spent, state }) => state !== 'failed' || spent > 0)
  const rows = claims.map((claim) => [
    claim.figure,
    claim.provider,
    words[claim.state],
    claim.handle?.id ?? '',
    claim.reserved > 0
      ? `${count(claim.reserved, 'credit')} reserved`
      : `${count(claim.spent, 'credit')} spent`,
    claim.reason ?? '',
  ])
  const text = claims.length === 0 ? 'No paid job is unfinished.\n' : formatTable(rows)
  reporter.finish(text, {
    command: 'tasks',
    ok: true,
    tasks: claims.map(({ request: _, ...claim }) => ({
      ...claim,
      receipts: ledger.receipts(claim.key),
    })),
  })
  return exitCodes.done
}
