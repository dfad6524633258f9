import type { PlannedFigure } from '@figmill/core'
import {
  type DocumentFigure,
  keyOf,
  placementOf,
  placeOf,
  type ReadFigure,
  type ReadGroup,
  requestsOf,
} from 'remark-figmill/internal-project'
import type { CommandContext } from '../command.js'
import { formatTable } from '../format-table.js'
import { readFigures } from '../read-figures.js'
import { createReporter } from '../reporter.js'
import { type ExitCode, exitCodes } from '../terminal.js'

/** `figmill ls`: every figure, where it is, and what the cache knows of it. */
export async function ls(context: CommandContext): Promise<ExitCode> {
  const { options, terminal } = context
  const reporter = createReporter(options, terminal)
  const { figures, planned } = await readFigures(context)
  const byKey = new Map(planned.map((one) => [one.request.figure, one]))
  const rows = figures.map((figure) => {
    const { file, line } = placeOf(figure)
    const { caption } = placementOf(figure)
    const { request } = requestsOf(figure)[0] ?? {}
    return [
      `${file}:${line}`,
      keyOf(figure).slice(keyOf(figure).lastIndexOf('#')),
      figure.kind === 'figures'
        ? `${requestsOf(figure).length} panels`
        : (request?.operation ?? ''),
      request?.provider ?? '',
      stateOf(figure, byKey),
      shorten(caption ?? '', 40),
    ]
  })
  reporter.finish(formatTable(rows), {
    command: 'ls',
    ok: true,
    figures: figures.map((figure) => toJson(figure, byKey)),
  })
  return exitCodes.done
}

type PlannedByKey = ReadonlyMap<string, PlannedFigure>

function stateOf(figure: DocumentFigure, byKey: PlannedByKey): string {
  const states = requestsOf(figure).map((request) => byKey.get(request.figure)?.state)
  return states.find((state) => state !== 'hit') ?? 'cached'
}

function toJson(figure: DocumentFigure, byKey: PlannedByKey): unknown {
  if (figure.kind === 'figure') return figureJson(figure.figure, byKey)
  const { group } = figure
  return {
    kind: 'figures',
    ...commonJson(group),
    state: stateOf(figure, byKey),
    layout: group.options.layout,
    panels: group.panels.map((panel) => figureJson(panel, byKey)),
  }
}

function figureJson(figure: ReadFigure, byKey: PlannedByKey): unknown {
  const { request, source } = figure
  const planned = byKey.get(figure.figure)
  return {
    kind: 'figure',
    ...commonJson(figure),
    provider: source.provider,
    task: source.task,
    operation: request.request.operation,
    prompt: source.prompt,
    data: source.data,
    digest: request.specDigest,
    state: planned?.state === 'hit' ? 'cached' : planned?.state,
    artifact: planned?.record?.artifact,
    alternates: planned?.record?.alternates,
  }
}

function commonJson({ figure, place, placement }: ReadFigure | ReadGroup) {
  const { alt, caption, classes, id, width } = placement
  return { figure, ...place, id, caption, alt, width, classes }
}

function shorten(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`
}
