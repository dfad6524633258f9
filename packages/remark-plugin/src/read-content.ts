import { posix } from 'node:path'
import {
  type ContentDigest,
  type DataFormat,
  dataFormatOf,
  dataFormats,
  type FigureContent,
  FigureError,
  type FigureSource,
  findSpecFiles,
  type InputFile,
  type JsonValue,
  maxDataBytes,
  normalizeText,
  type Place,
  type Problem,
  parseData,
  readProjectFile,
  toProblem,
} from '@figmill/core'
import type { AttributeLayer, PlacedAttribute } from './attribute-layers.js'
import type { BodyFence, FigureDirective, SourceText } from './directive.js'
import { createSourceLines, type SourceLines, sourceOffset } from './source-lines.js'

/** A file that a document's figures were read from; when it changes, so may they. */
export interface DocumentInput {
  /** Relative to the project root, `/`-separated. */
  path: string
  digest: ContentDigest
}

export interface ContentReading {
  content: FigureContent
  inputs: DocumentInput[]
  problems: Problem[]
  /** Where `prompt`, `data` and `source` were given, as far as no attribute of that name says. */
  places: Partial<Record<string, Place>>
}

/** What reading a figure's content needs to know of its surroundings. */
export interface ContentSurroundings {
  /** Absolute path of the project root. */
  root: string
  /** Path of the document, relative to the root. */
  documentPath: string
  lines: SourceLines
  /** Where the directive starts. */
  place: Place
}

/** Largest image or PDF that may be sent along: the largest any service documents. */
const maxInputFileBytes = 20 * 1024 * 1024
const maxContextBytes = 1024 * 1024

/** Reads prompt, data, source, context and files of a figure, with every problem found on the way. */
export async function readContent(
  directive: FigureDirective,
  attributes: AttributeLayer,
  surroundings: ContentSurroundings,
): Promise<ContentReading> {
  const reading: ContentReading = { content: {}, inputs: [], problems: [], places: {} }
  const task = { directive, attributes, surroundings, reading }
  readPrompt(task)
  await readData(task)
  await readSource(task)
  readContext(task)
  readFiles(task)
  return reading
}

interface Task {
  directive: FigureDirective
  attributes: AttributeLayer
  surroundings: ContentSurroundings
  reading: ContentReading
}

function readPrompt({ directive, attributes, reading, surroundings }: Task): void {
  const attribute = attributes.get('prompt')
  const body = directive.prompt
  if (attribute !== undefined && body !== undefined) {
    reading.problems.push({
      code: 'prompt-conflict',
      severity: 'error',
      message: 'the prompt is given twice: as an attribute and as the text of the figure',
      hint: 'Keep one of them.',
      place: attribute.place,
    })
  }
  const prompt = attribute?.value ?? body?.value
  if (prompt === undefined || prompt.trim() === '') return
  reading.content.prompt = normalizeText(prompt)
  const start = body?.lineStarts[0]
  if (start !== undefined) reading.places.prompt = surroundings.lines.placeAt(start)
}

async function readData(task: Task): Promise<void> {
  const { attributes, directive, reading, surroundings } = task
  const inline = attributes.get('data_json')
  const file = attributes.get('data')
  const fence = directive.fences.find(({ role }) => role === 'data')
  const given = [inline, file, fence].filter((source) => source !== undefined)
  if (given.length > 1) {
    reading.problems.push({
      code: 'data-conflict',
      severity: 'error',
      message: 'the data is given more than once',
      hint: 'Keep one of: a data fence, the `data` attribute, the `data_json` attribute.',
      place: inline?.place ?? file?.place ?? surroundings.place,
    })
    return
  }
  reading.places.data = inline?.place ?? (fence && surroundings.lines.placeAt(fence.span.start))
  if (inline !== undefined) await readInlineData(task, inline)
  if (file !== undefined) {
    const value = await readDataFile(task, file)
    if (value !== undefined) reading.content.data = value
  }
  if (fence !== undefined) await readDataFence(task, fence)
}

async function readInlineData({ reading }: Task, attribute: PlacedAttribute): Promise<void> {
  const { error, value } = await parseData(normalizeText(attribute.value), 'json')
  if (error === undefined) {
    reading.content.data = value
    return
  }
  const { place } = attribute
  reading.problems.push({
    code: 'data-invalid',
    severity: 'error',
    message: error.message,
    hint: error.hint,
    place: place && { ...place, column: place.column + error.offset },
  })
}

async function readDataFence({ reading, surroundings }: Task, fence: BodyFence): Promise<void> {
  const { lines } = surroundings
  const format = toDataFormat(fence.language)
  if (format === undefined) {
    reading.problems.push({
      code: 'data-invalid',
      severity: 'error',
      message: `\`${fence.language}\` is not a language of data`,
      hint: `Write one of ${dataFormats.map((name) => `\`${name} data\``).join(', ')} behind the fence.`,
      place: lines.placeAt(fence.span.start),
    })
    return
  }
  const { error, value } = await parseData(normalizeText(fence.text.value), format)
  if (error === undefined) {
    reading.content.data = value
    return
  }
  reading.problems.push({
    code: 'data-invalid',
    severity: 'error',
    message: error.message,
    hint: error.hint,
    place: lines.placeAt(offsetInFence(fence.text, fence.span.start, error.offset)),
  })
}

function offsetInFence(text: SourceText, fenceStart: number, offset: number): number {
  return text.lineStarts.length === 0 ? fenceStart : sourceOffset(text, offset)
}

function toDataFormat(language: string): DataFormat | undefined {
  if (language === '') return 'json'
  return dataFormatOf(`.${language}`)
}

async function readDataFile(
  task: Task,
  attribute: PlacedAttribute,
): Promise<JsonValue | undefined> {
  const { reading, surroundings } = task
  const format = dataFormatOf(attribute.value)
  if (format === undefined) {
    reading.problems.push({
      code: 'data-invalid',
      severity: 'error',
      message: `\`${attribute.value}\` is not a kind of data file`,
      hint: `Expected a file that ends in ${dataFormats.map((name) => `\`.${name}\``).join(', ')}.`,
      place: attribute.place,
    })
    return undefined
  }
  const file = readInput(task, attribute, attribute.value, maxDataBytes)
  const text = file && decode(task, attribute, file.bytes)
  if (file === undefined || text === undefined) return undefined
  const { error, value } = await parseData(normalizeText(text), format)
  if (error === undefined) return value
  const { documentPath, place } = surroundings
  reading.problems.push({
    code: 'data-invalid',
    severity: 'error',
    message: `${error.message} (data of the figure at ${documentPath}:${place.line})`,
    hint: error.hint,
    place: createSourceLines(text, file.relativePath).placeAt(error.offset),
  })
  return undefined
}

async function readSource(task: Task): Promise<void> {
  const { directive, reading, surroundings } = task
  const fence = directive.fences.find(({ role }) => role === 'vega-lite' || role === 'dot')
  if (fence === undefined || fence.role === 'data' || fence.role === 'context') return
  const place = surroundings.lines.placeAt(fence.span.start)
  reading.places.source = place
  const source: FigureSource = { language: fence.role, text: normalizeText(fence.text.value) }
  reading.content.source = source
  if (source.language !== 'vega-lite') return
  for (const path of findSpecFiles(source.text)) {
    const value = await readDataFile(task, { name: 'url', value: path, place })
    if (value !== undefined) source.files = { ...source.files, [path]: value }
  }
}

function readContext(task: Task): void {
  const { attributes, directive, reading } = task
  const attribute = attributes.get('context')
  const fence = directive.fences.find(({ role }) => role === 'context')
  if (attribute !== undefined && fence !== undefined) {
    reading.problems.push({
      code: 'data-conflict',
      severity: 'error',
      message: 'the context is given twice: as a file and as a fence',
      hint: 'Keep one of them.',
      place: attribute.place,
    })
    return
  }
  if (fence !== undefined) reading.content.context = normalizeText(fence.text.value)
  if (attribute === undefined) return
  const file = readInput(task, attribute, attribute.value, maxContextBytes)
  const text = file && decode(task, attribute, file.bytes)
  if (text !== undefined) reading.content.context = normalizeText(text)
}

function readFiles(task: Task): void {
  const { attributes, reading } = task
  const images = attributes.get('images')
  if (images !== undefined) {
    const paths = images.value.split(/[\s,]+/).filter(Boolean)
    reading.content.images = paths.flatMap((path) => readInputFile(task, images, path) ?? [])
  }
  const pdf = attributes.get('pdf')
  if (pdf !== undefined) reading.content.pdf = readInputFile(task, pdf, pdf.value)
}

function readInputFile(
  task: Task,
  attribute: PlacedAttribute,
  path: string,
): InputFile | undefined {
  const mediaType = mediaTypes[posix.extname(path).toLowerCase()]
  if (mediaType === undefined) {
    task.reading.problems.push({
      code: 'attribute-invalid',
      severity: 'error',
      message: `\`${path}\` is not a kind of file that \`${attribute.name}\` takes`,
      hint: `Expected a file that ends in ${Object.keys(mediaTypes).join(', ')}.`,
      place: attribute.place,
    })
    return undefined
  }
  const file = readInput(task, attribute, path, maxInputFileBytes)
  return (
    file && {
      path: file.realPath,
      digest: file.digest,
      sizeBytes: file.bytes.byteLength,
      mediaType,
    }
  )
}

const mediaTypes: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.pdf': 'application/pdf',
}

function readInput(
  { reading, surroundings }: Task,
  attribute: PlacedAttribute,
  path: string,
  maxBytes: number,
): ReturnType<typeof readProjectFile> | undefined {
  const { documentPath, root } = surroundings
  const fromRoot = posix.join(posix.dirname(documentPath), path)
  try {
    const file = readProjectFile({ root, path: fromRoot, maxBytes })
    reading.inputs.push({ path: fromRoot, digest: file.digest })
    return file
  } catch (error) {
    if (!(error instanceof FigureError)) throw error
    const hint = error.hint ?? hintOfMissing[attribute.name] ?? 'Paths start at the document.'
    reading.problems.push({ ...toProblem(error, attribute.place), hint })
    return undefined
  }
}

const hintOfMissing: Partial<Record<string, string>> = {
  context: 'It names a file, beside the document; write the text itself in a `text context` fence.',
  data: 'It names a file, beside the document; write the data themselves in a `data` fence.',
}

function decode(
  { reading }: Task,
  attribute: PlacedAttribute,
  bytes: Uint8Array,
): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    reading.problems.push({
      code: 'document-encoding',
      severity: 'error',
      message: `\`${attribute.value}\` is not UTF-8`,
      hint: 'Save the file as UTF-8.',
      place: attribute.place,
    })
    return undefined
  }
}
