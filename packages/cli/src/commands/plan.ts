import type { PlannedFigure } from '@figmill/core'
import type { CommandContext } from '../command.js'
import { count } from '../count.js'
import { formatTable } from '../format-table.js'
import { readFigures } from '../read-figures.js'
import { createReporter } from '../reporter.js'
import { actionOf, type PlannedAction, type PlanSummary, summarizePlan } from '../summarize-plan.js'
import { type ExitCode, exitCodes } from '../terminal.js'

/** `figmill plan`: what a build would make and what that would cost. */
export async function plan(context: CommandContext): Promise<ExitCode> {
  const { options, terminal } = context
  const reporter = createReporter(options, terminal)
  const { planned, project, warnings } = await readFigures(context)
  reporter.warn(warnings)
  const { providers } = project
  const summary = summarizePlan(planned, providers)
  const rows = planned.map((one) => toRow(one, actionOf(one, providers)))
  reporter.finish(`${formatTable(rows)}${toText(planned.length, summary)}`, {
    command: 'plan',
    ok: true,
    pictures: planned.length,
    ...summary,
    figures: planned.map((one) => toJson(one, actionOf(one, providers))),
  })
  return exitCodes.done
}

/** One picture as a line of the table. */
export function toRow(
  { detail, estimate, request, state }: PlannedFigure,
  action: PlannedAction,
): string[] {
  const { figure, place } = request
  const words = { none: 'cached', make: 'to make', blocked: 'blocked' }[action]
  const reason = detail ? `${state}: ${detail}` : state
  return [
    `${place.file}:${place.line}`,
    figure.slice(figure.lastIndexOf('#')),
    request.request.provider,
    state === 'hit' || state === 'missing' ? words : `${words} (${reason})`,
    action === 'make' ? costText(estimate) : '',
  ]
}

/** The last line: how many pictures, and what they cost together. */
export function toText(pictures: number, summary: PlanSummary): string {
  const parts = [
    `${summary.cached} cached`,
    `${summary.toMake} to make`,
    ...(summary.blocked > 0 ? [`${summary.blocked} blocked`] : []),
    costText(summary),
  ]
  return `${count(pictures, 'picture')}: ${parts.join(', ')}\n`
}

function toJson(
  { detail, estimate, request, state }: PlannedFigure,
  action: PlannedAction,
): unknown {
  return {
    figure: request.figure,
    ...request.place,
    provider: request.request.provider,
    operation: request.request.operation,
    spec: request.specDigest,
    state,
    detail,
    action,
    estimate: action === 'blocked' ? undefined : estimate,
  }
}

const signs = { exact: '', upper: 'at most ', lower: 'at least ', mixed: 'about ' }

function costText({ bound, credits }: Pick<PlanSummary, 'bound' | 'credits'>): string {
  if (credits === 0 && (bound === 'exact' || bound === 'upper')) return 'free'
  return `${signs[bound]}${count(credits, 'credit')}`
}
