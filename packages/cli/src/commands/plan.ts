import type { CommandContext } from '../command.js'
import { count } from '../count.js'
import { formatTable } from '../format-table.js'
import { readFigures } from '../read-figures.js'
import { createReporter } from '../reporter.js'
import { type ExitCode, exitCodes } from '../terminal.js'

/** `figmill plan`: what a build would make and what that would cost. */
export async function plan(context: CommandContext): Promise<ExitCode> {
  const { options, terminal } = context
  const reporter = createReporter(options, terminal)
  const { planned, warnings } = await readFigures(context)
  reporter.warn(warnings)
  // Equal requests are made once, so they are counted and paid once.
  const distinct = [...new Map(planned.map((one) => [one.request.specDigest, one])).values()]
  const missing = distinct.filter(({ state }) => state !== 'hit')
  const credits = missing.reduce((sum, { estimate }) => sum + estimate.credits, 0)
  const rows = planned.map(({ detail, estimate, request, state }) => {
    const { figure, place } = request
    const words = state === 'hit' ? 'cached' : 'to make'
    return [
      `${place.file}:${place.line}`,
      figure.slice(figure.lastIndexOf('#')),
      request.request.provider,
      state === 'hit' || state === 'missing' ? words : `${words} (${state}: ${detail ?? ''})`,
      state === 'hit' ? '' : costText(estimate.credits, estimate.bound),
    ]
  })
  const summary = `${count(planned.length, 'picture')}: ${distinct.length - missing.length} cached, ${missing.length} to make, ${costText(credits, 'exact')}\n`
  reporter.finish(`${formatTable(rows)}${summary}`, {
    command: 'plan',
    ok: true,
    pictures: planned.length,
    cached: distinct.length - missing.length,
    toMake: missing.length,
    credits,
    figures: planned.map(({ detail, estimate, request, state }) => ({
      figure: request.figure,
      ...request.place,
      provider: request.request.provider,
      operation: request.request.operation,
      spec: request.specDigest,
      state,
      detail,
      estimate,
    })),
  })
  return exitCodes.done
}

function costText(credits: number, bound: 'exact' | 'upper' | 'lower'): string {
  if (credits === 0) return 'free'
  const sign = { exact: '', upper: 'at most ', lower: 'at least ' }[bound]
  return `${sign}${count(credits, 'credit')}`
}
