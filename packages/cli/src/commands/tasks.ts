import type { JobState } from '@figmill/core'
import type { Claim } from '@figmill/core/internal-engine'
import type { Project } from 'remark-figmill/internal-project'
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

/**
 * `figmill tasks`: paid jobs that are not finished, as the ledger of this machine has them, and as
 * their services tell.
 */
export async function tasks(context: CommandContext): Promise<ExitCode> {
  const { options, terminal } = context
  const reporter = createReporter(options, terminal)
  const project = await openCommandProject(context)
  const { ledger } = await project.paid.ledger()
  const open = await ledger.list(['leased', 'submitting', 'submitted', 'unknown', 'lost', 'failed'])
  const claims = open.filter(({ spent, state }) => state !== 'failed' || spent > 0)
  const remote = options.offline ? new Map<string, string>() : await lookAtServices(claims, project)
  const rows = claims.map((claim) => [
    claim.figure,
    claim.provider,
    words[claim.state],
    remote.get(claim.key) ?? '',
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
    tasks: await Promise.all(
      claims.map(async ({ request: _, ...claim }) => ({
        ...claim,
        remote: remote.get(claim.key),
        receipts: await ledger.receipts(claim.key),
      })),
    ),
  })
  return exitCodes.done
}

/** What services say of jobs that they have, by the key of the claim. Nothing is changed by it. */
async function lookAtServices(
  claims: readonly Claim[],
  { paid, providers }: Project,
): Promise<Map<string, string>> {
  const told = new Map<string, string>()
  for (const { handle, key, provider: name, sender, state } of claims) {
    const provider = providers.get(name)
    if (state !== 'submitted' || handle === undefined || provider?.poll === undefined) continue
    const context = await paid.contextOf(provider)
    const own = { ...context, key: handle.keyFingerprint ?? sender ?? context.key }
    try {
      const [job] = await provider.poll([handle], own)
      if (job !== undefined) told.set(key, tellState(job))
    } catch (error) {
      told.set(key, `cannot be asked: ${error instanceof Error ? error.message : error}`)
    }
  }
  return told
}

function tellState(job: JobState): string {
  switch (job.status) {
    case 'pending':
      return job.stage === undefined ? 'still at it' : `still at it: ${job.stage}`
    case 'done':
      return 'ready: the next build fetches it'
    case 'failed':
      return `failed: ${job.error.message}`
    case 'lost':
      return `unknown there: ${job.reason}`
  }
}
