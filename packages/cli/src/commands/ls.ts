import { type PlannedFigure, planFigures } from '@figmill/core'
import {
  askedOf,
  type DocumentFigure,
  isDeferred,
  keyOf,
  partsOf,
  placementOf,
  placeOf,
  promptsOf,
  type ReadFigure,
  type ReadGroup,
} from 'remark-figmill/internal-project'
import type { CommandContext } from '../command.js'
import { discloseFigures, toStatement } from '../disclosure.js'
import { formatTable } from '../format-table.js'
import { readFigures } from '../read-figures.js'
import { createReporter } from '../reporter.js'
import { type ExitCode, exitCodes } from '../terminal.js'

/** `figmill ls`: every figure, where it is, and what the cache knows of it; or who made them. */
export async function ls(context: CommandContext): Promise<ExitCode> {
  const { options, terminal } = context
  const reporter = createReporter(options, terminal)
  const { figures, planned, project } = await readFigures(context)
  if (options.disclose) {
    const prompts = figures.flatMap(promptsOf).map(({ request }) => request)
    const all = [...planned, ...(await planFigures(prompts, project))]
    const disclosure = discloseFigures(figures, all, project.providers)
    const statement = toStatement(disclosure)
    reporter.finish(statement, { command: 'ls', ok: true, statement, ...disclosure })
    return exitCodes.done
  }
  const byKey = new Map(planned.map((one) => [one.request.figure, one]))
  const rows = figures.map((figure) => {
    const { file, line } = placeOf(figure)
    const { caption } = placementOf(figure)
    const [first] = partsOf(figure)
    const asked = first && askedOf(first)
    return [
      `${file}:${line}`,
      keyOf(figure).slice(keyOf(figure).lastIndexOf('#')),
      figure.kind === 'figures' ? `${partsOf(figure).length} panels` : (asked?.operation ?? ''),
      asked?.provider ?? '',
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
  const states = partsOf(figure).map((part) => partState(part, byKey))
  // Of a group that a service puts together.
  if (byKey.get(keyOf(figure))?.state === 'missing') states.push('missing')
  return states.find((state) => state !== 'cached') ?? 'cached'
}

function partState(figure: ReadFigure, byKey: PlannedByKey): string {
  if (isDeferred(figure)) return 'waiting'
  const state = byKey.get(figure.figure)?.state ?? 'missing'
  return state === 'hit' ? 'cached' : state
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
  const { from, request, source } = figure
  const planned = byKey.get(figure.figure)
  return {
    kind: 'figure',
    ...commonJson(figure),
    provider: source.provider,
    task: source.task,
    operation: askedOf(figure).operation,
    from: from?.figure,
    prompt: source.prompt,
    data: source.data,
    digest: request?.specDigest,
    state: partState(figure, byKey),
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
