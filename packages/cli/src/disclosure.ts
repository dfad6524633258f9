import { type FigureRecord, isGenerated, type PlannedFigure, type Provider } from '@figmill/core'
import {
  askedOf,
  type DocumentFigure,
  isPrompt,
  keyOf,
  partsOf,
  placementOf,
  plainText,
  type ReadFigure,
} from 'remark-figmill/internal-project'
import { count } from './count.js'

/** Who made the figures: each picture, and each panel of a group, is drawn, generated or missing. */
export interface Disclosure {
  /** How many figures there are; a group of panels counts as one. */
  figures: number
  /** How many of them a model made, a part of them, or the words they were made from. */
  figuresGenerated: number
  generated: GeneratedPicture[]
  /** Prompts that a model wrote anew, by the names of the pictures that were made from them. */
  prompts: Generated[]
  /** By the program itself, from data or from what the document says. */
  drawn: NamedPicture[]
  /** Of a service, and not there: nobody knows yet which model will answer. */
  missing: (NamedPicture & { provider: string })[]
}

interface NamedPicture {
  figure: string
  /** For people: the caption, or the name of the figure, and which panel of it. */
  name: string
}

/** What a service made. */
export interface Generated extends NamedPicture {
  provider: string
  /** Where the service is, as it is configured now. */
  host?: string | undefined
  /** As the service answered; absent where it did not say. */
  model?: string | undefined
  /** As it was asked for; absent where the service chose. */
  askedModel?: string | undefined
  /** ISO 8601, UTC. */
  madeAt?: string | undefined
  taskId?: string | undefined
  costCredits: number
  /** SHA-256 of the picture, or text, as the service gave it. */
  contentDigest: string
}

export interface GeneratedPicture extends Generated {
  /** What the service was given to make it from. */
  from: Ingredient[]
}

const ingredients = ['text', 'images', 'data', 'a PDF'] as const

type Ingredient = (typeof ingredients)[number]

/** Options of services that name images; `image_model` does not. */
const imageOption = /image_(?:input|urls?|id)$/

/** Says of each figure who made it, by what the cache knows of it. */
export function discloseFigures(
  figures: readonly DocumentFigure[],
  planned: readonly PlannedFigure[],
  providers: ReadonlyMap<string, Pick<Provider, 'service'>>,
): Disclosure {
  const byKey = new Map(planned.map((one) => [one.request.figure, one]))
  const disclosure: Disclosure = {
    figures: figures.length,
    figuresGenerated: 0,
    generated: [],
    prompts: [],
    drawn: [],
    missing: [],
  }
  const { drawn, generated, missing, prompts } = disclosure
  const factsOf = ({ provider, ...record }: FigureRecord) => {
    const { artifact, costCredits, madeAt, model, taskId } = record
    const origin = providers.get(provider)?.service?.origin
    const host = origin && new URL(origin).host
    const { contentDigest } = artifact
    return { provider, host, model, madeAt, taskId, costCredits, contentDigest }
  }
  for (const figure of figures) {
    const before = generated.length + prompts.length
    partsOf(figure).forEach((part, panel) => {
      const { provider } = askedOf(part)
      const named = { figure: part.figure, name: nameOf(figure, panel) }
      const record = byKey.get(part.figure)?.record
      if (provider === 'local') drawn.push(named)
      else if (record === undefined || !isGenerated(record)) missing.push({ ...named, provider })
      else {
        const { image_model, model = image_model } = askedOf(part).body
        const askedModel = typeof model === 'string' ? model : undefined
        generated.push({ ...named, ...factsOf(record), askedModel, from: ingredientsOf(part) })
      }
      const origin = part.from?.origin
      if (!isPrompt(origin)) return
      const prompt = byKey.get(origin.figure)?.record
      if (prompt !== undefined) prompts.push({ ...named, ...factsOf(prompt) })
      else if (provider === 'local') missing.push({ ...named, provider: askedOf(origin).provider })
    })
    if (generated.length + prompts.length > before) disclosure.figuresGenerated += 1
  }
  return disclosure
}

function ingredientsOf({ from, source }: ReadFigure): Ingredient[] {
  const { context, data, images = [], options, pdf, prompt = '' } = source
  const isEdit = from !== undefined && !isPrompt(from.origin)
  const given: Record<Ingredient, boolean> = {
    text: /\S/.test(prompt) || context !== undefined,
    images:
      isEdit || images.length > 0 || Object.keys(options).some((name) => imageOption.test(name)),
    data: data !== undefined,
    'a PDF': pdf !== undefined,
  }
  return ingredients.filter((one) => given[one])
}

function nameOf(figure: DocumentFigure, panel: number): string {
  const caption = plainText(placementOf(figure).caption ?? '').replace(/[.\s]+$/, '')
  const name = caption === '' ? keyOf(figure) : `"${shorten(caption)}" (${keyOf(figure)})`
  if (figure.kind === 'figure') return name
  const label = figure.group.options.labels[panel] || `${panel + 1}`
  return `panel ${label} of ${name}`
}

function shorten(caption: string): string {
  const most = 100
  return caption.length <= most ? caption : `${caption.slice(0, most - 1).trimEnd()}…`
}

/** The statement that journals ask for: what generative AI was used for, which, and when. */
export function toStatement(disclosure: Disclosure): string {
  const { drawn, figures, figuresGenerated, generated, missing, prompts } = disclosure
  if (figures === 0) return 'There are no figures.\n'
  if (figuresGenerated === 0 && missing.length === 0) {
    return `No figure was made by generative AI. ${figures === 1 ? 'The only figure was' : `All ${figures} figures were`} drawn by the program figmill from data and from descriptions in the text.\n`
  }
  const sentences: string[] = []
  if (figuresGenerated > 0) {
    const pictures = Map.groupBy(generated, (one) => `${systemOf(one)} ${one.from.join()}`)
    sentences.push(
      `Generative AI was used for ${figuresGenerated} of ${count(figures, 'figure')}.`,
      ...[...pictures.values()].map(toSentence),
      ...[...Map.groupBy(prompts, systemOf).values()].map(toPromptSentence),
    )
  }
  if (drawn.length > 0) {
    sentences.push(
      `The program figmill, which uses no generative AI, drew from data and from descriptions in the text: ${listNames(drawn)}.`,
    )
  }
  if (missing.length > 0) {
    const names = missing.map(({ name, provider }) => `${name}, by the service ${provider}`)
    sentences.push(`This statement is not complete: still to be made are ${names.join('; ')}.`)
  }
  return sentences.map((sentence) => `${sentence}\n`).join('')
}

/** What a service calls a model may be the name of a way of working, or of a price. */
function systemOf({ askedModel, host, model, provider }: Generated): string {
  const named =
    model !== undefined
      ? `which calls its model "${model}"`
      : askedModel !== undefined
        ? `asked for its model "${askedModel}"`
        : 'which names no model'
  return `The service ${provider}${host === undefined ? '' : ` (${host})`}, ${named},`
}

function toSentence(pictures: readonly GeneratedPicture[]): string {
  const [first] = pictures
  if (first === undefined) return ''
  const from = first.from.length === 0 ? '' : ` from ${listWords(first.from)}`
  return `${systemOf(first)} generated${from}${whenOf(pictures)}: ${listNames(pictures)}.`
}

function toPromptSentence(prompts: readonly Generated[]): string {
  const [first] = prompts
  if (first === undefined) return ''
  const what = prompts.length === 1 ? 'the prompt' : 'the prompts'
  return `${systemOf(first)} rewrote ${what} of the authors${whenOf(prompts)} for: ${listNames(prompts)}.`
}

function whenOf(made: readonly Generated[]): string {
  const days = made.flatMap(({ madeAt }) => madeAt?.slice(0, 10) ?? []).sort()
  const [first] = days
  const last = days.at(-1)
  if (first === undefined) return ''
  return first === last ? ` on ${first}` : ` between ${first} and ${last}`
}

function listNames(pictures: readonly NamedPicture[]): string {
  return pictures.map(({ name }) => name).join('; ')
}

/** `text, images and data` */
function listWords(words: readonly string[]): string {
  return [words.slice(0, -1).join(', '), words.at(-1)].filter(Boolean).join(' and ')
}
