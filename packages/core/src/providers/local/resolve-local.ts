import { type Figure, type FigureSource, isVideoResolution } from '../../figure.js'
import type { FontFile } from '../../font-file.js'
import { canonicalJson, type JsonObject } from '../../json.js'
import type { FieldProblem } from '../../problem.js'
import type { ResolveResult } from '../provider.js'
import { hasArrows, parseArrowText } from './diagram/arrow-text.js'
import { ArrowTextError } from './diagram/arrow-tokens.js'
import { type Graph, maxEdges, maxNodes } from './diagram/graph.js'
import { isGraphData, readGraphData } from './diagram/graph-data.js'
import { parseOptions } from './options.js'
import { ratioOfAspect } from './picture-size.js'
import { inferChart } from './plot/inference/infer-chart.js'
import { readTable } from './plot/table.js'
import { toBodyFormats, toColumns } from './request-body.js'
import { needsOnlyBundled } from './text/bundled-letters.js'
import { readSpec } from './vega/read-spec.js'
import { rendererVersion } from './version.js'

const maxSourceLength = 200_000

/** Problems, or an operation and what it draws. */
type Content =
  | {
      operation: string
      parts: Record<string, unknown>
      conclusions?: string[]
      warnings?: FieldProblem[]
    }
  | { problems: FieldProblem[]; warnings?: FieldProblem[] }

/** The author's figure as the request the renderer draws from, or everything wrong with it. */
export function resolveLocal(figure: Figure, fonts: readonly FontFile[]): ResolveResult {
  const problems = checkCommon(figure)
  const content = readContent(figure)
  const warnings = content.warnings ?? []
  if ('problems' in content) problems.push(...content.problems)
  const [first, ...rest] = problems
  if (first !== undefined) return { request: undefined, warnings, problems: [first, ...rest] }
  if ('problems' in content) throw new Error('content without a picture has problems')
  const isFree = ratioOfAspect(figure.aspect) === undefined
  const body = toJson({
    renderer: rendererVersion,
    theme: figure.theme ?? 'light',
    fonts: mayNeed(fonts, content) ? fonts.map(({ digest }) => digest) : undefined,
    ...toBodyFormats(figure.formats),
    aspect: isFree ? undefined : figure.aspect,
    resolution: figure.resolution,
    ...content.parts,
  })
  const take = figure.take === undefined || figure.take === 1 ? {} : { take: figure.take }
  const request = { provider: 'local', operation: content.operation, body, ...take }
  const { conclusions } = content
  return { request, warnings, problems: [], ...(conclusions && { conclusions }) }
}

/** Sources may write letters as escapes, and expressions make them. */
function mayNeed(
  fonts: readonly FontFile[],
  { operation, parts }: Extract<Content, { operation: string }>,
): boolean {
  if (fonts.length === 0) return false
  const isSource = operation === 'dot' || operation === 'vega-lite'
  return isSource || !needsOnlyBundled(canonicalJson(withoutUnset(parts)))
}

function readContent(figure: Figure): Content {
  const { source, data, prompt = '' } = figure
  if (source !== undefined) return readSource(source, figure)
  const asDiagram =
    figure.task === 'diagram' ||
    (figure.task === undefined && (isGraphData(data) || (data === undefined && hasArrows(prompt))))
  return asDiagram ? readDiagram(figure) : readPlot(figure)
}

function readSource(source: FigureSource, figure: Figure): Content {
  const { language, text } = source
  const { options, problems } = parseOptions(language, figure.options)
  if (text.length > maxSourceLength) {
    const message = `The \`${language}\` fence has ${text.length} characters, and at most ${maxSourceLength} are drawn`
    return { problems: [...problems, { field: 'source', code: 'data-too-large', message }] }
  }
  if (language === 'dot' && !text.includes('{')) {
    const message = 'The `dot` fence holds no graph: it has no `{`'
    const hint = 'Write `digraph { a -> b }`.'
    return { problems: [...problems, { field: 'source', code: 'data-invalid', message, hint }] }
  }
  const content: Content =
    language === 'dot' ? { operation: 'dot', parts: { dot: text } } : readSpec(source, figure.data)
  if ('problems' in content) return { problems: [...problems, ...content.problems] }
  if (problems.length > 0) return { problems }
  return { ...content, parts: { ...content.parts, ...options } }
}

function readPlot(figure: Figure): Content {
  const { options, problems } = parseOptions('plot', figure.options)
  if (figure.data === undefined) return { problems: [...problems, nothingToDraw(figure)] }
  const read = readTable(figure.data)
  if ('problem' in read) return { problems: [...problems, read.problem] }
  if (options === undefined) return { problems }
  const inferred = inferChart(read.table, figure.prompt ?? '', options)
  const { warnings } = inferred
  if (inferred.chart === undefined) return { problems: [...problems, ...inferred.problems] }
  if (problems.length > 0) return { problems, warnings }
  const parts = { ...toColumns(inferred.chart), fit: options.fit }
  return { operation: 'plot', parts, conclusions: inferred.conclusions, warnings }
}

function readDiagram(figure: Figure): Content {
  const { options, problems } = parseOptions('diagram', figure.options)
  const read = readGraph(figure)
  if ('problems' in read) return { problems: [...problems, ...read.problems] }
  if (problems.length > 0 || options === undefined) return { problems }
  const { graph, warnings } = read
  if (graph.nodes.length > maxNodes || graph.edges.length > maxEdges) {
    const message = `The diagram has ${graph.nodes.length} boxes and ${graph.edges.length} arrows, and at most ${maxNodes} and ${maxEdges} are drawn`
    return { problems: [{ field: 'data', code: 'data-too-large', message }] }
  }
  return { operation: 'diagram', parts: { graph, ...options }, warnings }
}

function readGraph(
  figure: Figure,
): { graph: Graph; warnings: FieldProblem[] } | { problems: FieldProblem[] } {
  const { data, prompt = '' } = figure
  if (isGraphData(data)) {
    const { graph, problems } = readGraphData(data)
    return graph === undefined ? { problems } : { graph, warnings: [] }
  }
  if (data !== undefined) {
    return {
      problems: [
        {
          field: 'data',
          code: 'data-invalid',
          message: '`data` of a diagram has neither `nodes` nor `edges`',
          hint: 'Write `{"nodes": [...], "edges": [["A", "B"]]}`, or use `task=plot`.',
        },
      ],
    }
  }
  if (!hasArrows(prompt)) return { problems: [nothingToDraw(figure)] }
  try {
    const { graph, prose } = parseArrowText(prompt)
    if (graph.nodes.length === 0) return { problems: [nothingToDraw(figure)] }
    return { graph, warnings: prose.map(warnOfProse) }
  } catch (error) {
    if (!(error instanceof ArrowTextError)) throw error
    const { line, column, hint } = error
    const message = `Diagram text, line ${line}, column ${column}: ${error.message}`
    return { problems: [{ field: 'prompt', code: 'directive-syntax', message, hint }] }
  }
}

function warnOfProse(text: string): FieldProblem {
  return {
    field: 'prompt',
    code: 'prompt-missing',
    severity: 'warning',
    message: `\`${text}\` has no arrow and is not drawn`,
    hint: 'Put it in quotes to draw it as a box.',
  }
}

function nothingToDraw(figure: Figure): FieldProblem {
  const hint =
    'Give a `data` fence for a plot, arrows such as `A -> B` for a diagram, or a `vega-lite` or `dot` fence; to have the prompt drawn as it is, name a service as `provider`.'
  const can = '`local` draws plots from data and diagrams from arrows'
  if (figure.task === 'image') {
    return {
      field: 'task',
      code: 'attribute-invalid',
      message: `\`task\` is \`image\`, and ${can}`,
      hint,
    }
  }
  if (figure.task === 'plot') {
    return {
      field: 'data',
      code: 'data-missing',
      message: `There is no data to plot: ${can}`,
      hint,
    }
  }
  const message = figure.prompt
    ? `The prompt has no arrows and there is no data: ${can}`
    : `There is nothing to draw: ${can}`
  return { field: 'prompt', code: figure.prompt ? 'data-missing' : 'prompt-missing', message, hint }
}

function checkCommon(figure: Figure): FieldProblem[] {
  const problems: FieldProblem[] = []
  const refuse = (field: string, message: string, hint?: string) =>
    void problems.push({ field, code: 'attribute-invalid', message, hint })
  const service = 'Name a service as `provider`, or leave it out.'
  if (figure.model !== undefined) refuse('model', '`local` has no models', service)
  if (figure.images !== undefined && figure.images.length > 0) {
    refuse('images', '`local` starts from no images, of files or of other figures', service)
  }
  if (figure.pdf !== undefined) refuse('pdf', '`local` reads no PDF', service)
  const { formats } = figure
  if (toBodyFormats(formats) === undefined) {
    refuse(
      'format',
      `\`format\` is \`${formats?.join(',')}\`, and \`local\` draws \`svg\`, \`png\` and \`pdf\``,
    )
  }
  if (isVideoResolution(figure.resolution)) {
    refuse(
      'resolution',
      `\`resolution\` is \`${figure.resolution}\`, which is one of videos`,
      'Expected `1K`, `2K` or `4K`.',
    )
  } else if (figure.resolution !== undefined && !formats?.includes('png')) {
    refuse(
      'resolution',
      '`resolution` says how many pixels a PNG has',
      'Add `format=png`, or leave it out: SVG is sharp at any size.',
    )
  }
  const ratio = ratioOfAspect(figure.aspect)
  if (ratio !== undefined && (ratio > 6 || ratio < 1 / 6)) {
    refuse(
      'aspect',
      `\`aspect\` is \`${figure.aspect}\`, and \`local\` draws from \`1:6\` to \`6:1\``,
    )
  }
  return problems
}

/** Plain JSON without unset members: what the digest is taken of. */
function toJson(value: Record<string, unknown>): JsonObject {
  return JSON.parse(canonicalJson(withoutUnset(value)))
}

function withoutUnset(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUnset)
  if (value === null || typeof value !== 'object') return value
  const set = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(set.map(([name, member]) => [name, withoutUnset(member)]))
}
