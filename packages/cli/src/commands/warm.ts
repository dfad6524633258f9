import { formatProblem } from '@figmill/core'
import { warmProject } from 'remark-figmill/internal-project'
import { createApproval } from '../approve-spending.js'
import type { CommandContext } from '../command.js'
import { openCommandProject } from '../command-project.js'
import { toContent } from '../command-stores.js'
import { count } from '../count.js'
import { readShard } from '../option-values.js'
import { createReporter } from '../reporter.js'
import { type ExitCode, exitCodes } from '../terminal.js'

/** `figmill warm`: fills the cache, and writes no document. */
export async function warm(context: CommandContext): Promise<ExitCode> {
  const { options, terminal } = context
  const reporter = createReporter(options, terminal)
  const project = await openCommandProject(context, { listener: reporter.listen })
  const report = await warmProject(project, {
    content: toContent(project.root, context),
    shard: options.shard === undefined ? undefined : readShard(options.shard),
    approve: createApproval(context, project.config.budget.confirmAbove),
  }).catch(reporter.giveUp)
  reporter.warn(report.warnings)
  const { figures, made, skipped } = report
  const others = skipped === 0 ? '' : `, ${skipped} of other shards`
  reporter.finish(
    `${count(figures, 'figure')}: ${made} made, ${figures - made} found${others}\n${reporter.spent()}`,
    {
      command: 'warm',
      ok: true,
      ...report,
      warnings: report.warnings.map(formatProblem),
    },
  )
  return exitCodes.done
}
