import * as z from 'zod'
import { FigureError } from '../../../errors.js'
import type { Sent } from '../../../http/send-once.js'
import type { JsonObject } from '../../../json.js'
import type { FieldProblem } from '../../../problem.js'
import type { PanelLayout, PrepareContext, ResolveResult } from '../../provider.js'
import { problem } from '../check-figure.js'
import { isForgotten, type Rejected, type Unknown } from '../read-outcome.js'
import { wording } from './wording.js'

export const compositeOperation = 'composite'

/** As its document says. */
const usualFontSize = 32

const panelList = z.array(z.object({ sha256: z.string() })).catch([])

/**
 * The request that has pictures put together on the server, as a PNG. It costs a unit; the service
 * makes panels smaller where their heights differ.
 */
export function resolveComposite({
  formats,
  labelFontSize = usualFontSize,
  labelPosition,
  labels,
  layout,
  spacing,
}: PanelLayout): ResolveResult {
  const problems: FieldProblem[] = []
  if (labels.length < 2) {
    const message = '`paperbanana` puts two panels or more together, and there is one'
    problems.push(problem('compose', message, 'Leave it out.'))
  }
  const other = formats?.find((format) => format !== 'png')
  if (other !== undefined) {
    const message = `\`format\` is \`${other}\`, and \`paperbanana\` puts panels together as \`png\``
    problems.push(problem('format', message, 'Write `format=png`, or leave `compose` out.'))
  }
  const [first, ...rest] = problems
  if (first !== undefined) return { request: undefined, warnings: [], problems: [first, ...rest] }
  const body = {
    layout: layout.trim().replace(/[×X]/, 'x'),
    labels: [...labels],
    spacing: Math.round(spacing),
    label_position: labelPosition,
    label_font_size: Math.round(labelFontSize),
  }
  const request = { provider: 'paperbanana', operation: compositeOperation, body }
  return { request, warnings: [], problems: [] }
}

/**
 * Names the panels by the jobs that made them, whose key is the one to send it with.
 *
 * @throws {FigureError} `panels-refused` when one is not known.
 */
export function withJobs(
  { panels, ...layout }: JsonObject,
  { inputs = [] }: PrepareContext,
): { body: JsonObject; key: string | undefined } {
  const jobs = panelList.parse(panels).map(({ sha256 }, index) => {
    const job = inputs.find(({ digest }) => digest === sha256)?.job
    if (job !== undefined) return job
    throw new FigureError('panels-refused', `the job that made panel ${index + 1} is not known`)
  })
  return {
    body: { source_task_ids: jobs.map(({ id }) => id), ...layout },
    key: jobs[0]?.keyFingerprint,
  }
}

/** It forgets jobs, and says so as of every other; and their key may be disabled, or out of quota. */
export function readPanelRefusal(said: Rejected | Unknown, sent: Sent): Rejected | Unknown {
  if (said.status !== 'rejected') return said
  const status = sent.status === 'answered' ? sent.answer.status : 0
  if (status === 403) return putOffPanels(said.error)
  if (status === 422 || isForgotten(sent, wording)) {
    return { status: 'rejected', error: new FigureError('panels-refused', said.error.message) }
  }
  // No other key knows the jobs, whatever the turn's is.
  return { ...said, about: undefined }
}

/** Its key has nothing left or is disabled, which passes: until then somebody else can do it. */
export function putOffPanels({ hint, message }: FigureError): Rejected {
  return { status: 'rejected', error: new FigureError('panels-put-off', message, { hint }) }
}
