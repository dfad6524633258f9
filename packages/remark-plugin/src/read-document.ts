import {
  type ContentDigest,
  createFigureRequest,
  digestContent,
  type FigureKey,
  type PanelOptions,
  type Problem,
  type Provider,
  panelOptionNames,
  parsePanelOptions,
  type ResolvedConfig,
  shareLegend,
} from '@figmill/core'
import {
  type AttributeLayer,
  checkDefaults,
  createLayer,
  mergeLayers,
  placeFieldProblem,
} from './attribute-layers.js'
import { checkFormats, type PictureUse } from './check-formats.js'
import type { Directive, FigureDirective, FiguresDirective, ScanResult } from './directive.js'
import type { DocumentFigure, ReadFigure } from './document-figure.js'
import { readFrontMatter } from './front-matter.js'
import { plainText } from './inline-markdown/plain-text.js'
import { readPlacement } from './placement.js'
import { readCompose } from './read-compose.js'
import type { DocumentInput } from './read-content.js'
import { hasErrors, readFigure, toLayer } from './read-figure.js'
import { scan } from './scan.js'
import { createSourceLines, type SourceLines } from './source-lines.js'

export interface ReadDocument {
  /** Relative to the project root, `/`-separated. */
  path: string
  source: string
  digest: ContentDigest
  figures: DocumentFigure[]
  /** Those of all its figures, groups and panels, wrong ones too. */
  ids: ReadonlySet<string>
  /** Files its figures were read from. */
  inputs: DocumentInput[]
  problems: Problem[]
}

/** What a document is read with, besides its own text. */
export interface DocumentSurroundings {
  /** Absolute path of the project root. */
  root: string
  /** Defaults from the configuration. */
  defaults: AttributeLayer
  providers: ReadonlyMap<string, Provider>
  /** The language it will be written in. */
  config: Pick<ResolvedConfig, 'fallback' | 'flavour'>
  /** Whether drafts stand in for what services make. */
  draft?: boolean | undefined
  /** Whether the document is MDX; told by its name when absent. */
  mdx?: boolean | undefined
}

/** Reads every figure of a document. Wrong figures are left out and told in `problems`. */
export async function readDocument(
  path: string,
  source: string,
  surroundings: DocumentSurroundings,
): Promise<ReadDocument> {
  const lines = createSourceLines(source, path)
  const scanned = scan(source, { mdx: surroundings.mdx ?? /\.mdx$/i.test(path) })
  const frontMatter = await readFrontMatter(scanned.frontMatter, lines)
  const document: ReadDocument = {
    path,
    source,
    digest: digestContent(source),
    figures: [],
    ids: new Set(scanned.directives.flatMap(idsOf)),
    inputs: [],
    problems: [
      ...toProblems(scanned, lines),
      ...frontMatter.problems,
      ...checkDefaults(frontMatter.defaults, surroundings.providers),
    ],
  }
  const { flavour } = surroundings.config
  const defaults = [surroundings.defaults, frontMatter.defaults]
  const nameKey = createKeyNames(path, scanned.directives)
  for (const directive of scanned.directives) {
    const figure =
      directive.kind === 'figure' ? await readSingle(directive) : await readGroup(directive)
    if (figure !== undefined) document.figures.push(figure)
  }
  return document

  async function readSingle(directive: FigureDirective): Promise<DocumentFigure | undefined> {
    const figure = await read(directive, nameKey(directive), defaults, flavour)
    return figure && { kind: 'figure', directive, figure }
  }

  async function readGroup(directive: FiguresDirective): Promise<DocumentFigure | undefined> {
    const own = toLayer(directive.attributes, lines)
    const place = lines.placeAt(directive.span.start)
    const { placement, problems } = readPlacement(own, directive.caption?.value)
    const panelDefaults: AttributeLayer = new Map(
      [...own].filter(([name]) => !groupAttributes.includes(name)),
    )
    problems.push(...checkDefaults(panelDefaults, surroundings.providers, groupAttributes))
    const options = parsePanelOptions(
      compositionText(mergeLayers([...defaults, own])),
      directive.panels.length,
    )
    const { format, alternates = [] } = options.options ?? {}
    const unusable = checkFormats(format && [format, ...alternates], flavour)
    problems.push(
      ...[...options.problems, ...unusable].map((problem) =>
        placeFieldProblem(problem, own, place),
      ),
    )
    const key = nameKey(directive)
    const layers = [panelFit, ofPanels(mergeLayers([...defaults, panelDefaults]))]
    const panels: ReadFigure[] = []
    for (const [index, panel] of directive.panels.entries()) {
      const panelKey = idOf(panel) !== undefined ? nameKey(panel) : `${key}/${panelLetter(index)}`
      const figure = await read(panel, panelKey, layers, 'panel')
      if (figure !== undefined) panels.push(figure)
    }
    const composition = options.options && withCaptionsAsLabels(panels, options.options)
    const { draft, providers } = surroundings
    const composing =
      composition && !draft
        ? readCompose({ own, panels, options: composition, providers, place })
        : undefined
    for (const problem of composing?.problems ?? []) {
      problems.push(placeFieldProblem(problem, own, place))
    }
    document.problems.push(...problems)
    if (hasErrors(problems) || composition === undefined) return undefined
    if (panels.length < directive.panels.length) return undefined
    const facts = { figure: key, place, placement, composite: composing?.composite }
    return {
      kind: 'figures',
      directive,
      group: { ...facts, ...withSharedLegend(panels, composition) },
    }
  }

  async function read(
    directive: FigureDirective,
    key: FigureKey,
    layers: readonly AttributeLayer[],
    use: PictureUse,
  ): Promise<ReadFigure | undefined> {
    const { config, draft, providers, root } = surroundings
    const reading = await readFigure(directive, key, {
      root,
      documentPath: path,
      lines,
      defaults: layers,
      providers,
      fallback: config.fallback,
      use,
      draft,
    })
    document.inputs.push(...reading.inputs)
    document.problems.push(...reading.problems)
    return reading.figure
  }
}

/** Panels that tell the same series apart leave the legend to their group. */
function withSharedLegend(panels: ReadFigure[], options: PanelOptions) {
  const shared = shareLegend(
    panels.map((panel) => (panel.request === undefined ? panel.likely : panel.request.request)),
  )
  if (shared === undefined) return { panels, options }
  return {
    options: { ...options, legend: shared.legend },
    panels: panels.map((panel, index): ReadFigure => {
      if (panel.request === undefined) return panel
      const { figure, place, source } = panel
      const request = shared.requests[index] ?? panel.request.request
      return {
        ...panel,
        request: createFigureRequest(figure, place, source, request, panel.request.conclusions),
      }
    }),
  }
}

/** Panels without labels have their captions above them: nothing else says which is which. */
function withCaptionsAsLabels(panels: readonly ReadFigure[], options: PanelOptions): PanelOptions {
  if (options.labels.some((label) => label !== '')) return options
  const labels = panels.map(({ placement: { caption } }) => plainText(caption ?? ''))
  if (labels.every((label) => label === '')) return options
  return { ...options, labels, labelPosition: 'top' }
}

/** Panels stand side by side, so they are drawn for less width: their text stays readable. */
const panelFit: AttributeLayer = createLayer([{ name: 'fit', value: 'panel', place: undefined }])

/**
 * Defaults but for what is about the larger picture as a whole: whatever it becomes, panels that can
 * be vectors are put into it as vectors.
 */
function ofPanels(layer: AttributeLayer): AttributeLayer {
  return new Map([...layer].filter(([name]) => name !== 'fit' && name !== 'format'))
}

/** Attributes of a group that are about the group; the others are defaults of its panels. */
const groupAttributes: readonly string[] = ['id', 'class', 'alt', 'width', ...panelOptionNames]

/** What the composition is made by: its own attributes, and what it shares with its panels. */
function compositionText(layer: AttributeLayer): Record<string, string> {
  const names = [...panelOptionNames, 'theme', 'fit', 'format', 'resolution']
  return Object.fromEntries(
    [...layer.values()]
      .filter(({ name }) => names.includes(name))
      .map(({ name, value }) => [name, value]),
  )
}

function toProblems(scanned: ScanResult, lines: SourceLines): Problem[] {
  return scanned.problems.map(({ code, hint, message, offset }) => ({
    code,
    severity: 'error',
    message,
    hint,
    place: lines.placeAt(offset),
  }))
}

/** `document.md#id`; a figure without an id is called by its number in the document. */
function createKeyNames(
  path: string,
  directives: readonly Directive[],
): (directive: Directive) => FigureKey {
  const ids = new Set(directives.flatMap((directive) => idOf(directive) ?? []))
  const names = new Map(
    directives.map((directive, index) => {
      let name = idOf(directive) ?? `figure-${index + 1}`
      while (idOf(directive) === undefined && ids.has(name)) name = `${name}_`
      return [directive, name]
    }),
  )
  return (directive) => `${path}#${names.get(directive) ?? idOf(directive)}`
}

function idsOf(directive: Directive): string[] {
  const panels = directive.kind === 'figures' ? directive.panels : []
  return [directive, ...panels].flatMap((one) => idOf(one) ?? [])
}

function idOf(directive: Directive): string | undefined {
  return directive.attributes.find(({ name }) => name === 'id')?.value
}

function panelLetter(index: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + (index % 26))
}
