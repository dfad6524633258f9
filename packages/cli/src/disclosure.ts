import { isGenerated, type PlannedFigure } from '@figmill/core'
import {
  askedOf,
  type DocumentFigure,
  keyOf,
  partsOf,
  placementOf,
  plainText,
} from 'remark-figmill/internal-project'
import { count } from './count.js'

/** Who made the figures: each picture, and each panel of a group, is in one of the lists. */
export interface Disclosure {
  /** How many figures there are; a group of panels counts as one. */
  figures: number
  /** How many of them a model made, or a part of them. */
  figuresGenerated: number
  generated: GeneratedPicture[]
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

export interface GeneratedPicture extends NamedPicture {
  provider: string
  /** As the service answered; absent where it did not say. */
  model?: string | undefined
  /** ISO 8601, UTC. */
  madeAt?: string | undefined
  taskId?: string | undefined
  costCredits: number
  /** SHA-256 of the picture as the service gave it. */
  contentDigest: string
}

/** Says of each figure who made it, by what the cache knows of it. */
export function discloseFigures(
  figures: readonly DocumentFigure[],
  planned: readonly PlannedFigure[],
): Disclosure {
  const byKey = new Map(planned.map((one) => [one.request.figure, one]))
  const disclosure: Disclosure = {
    figures: figures.length,
    figuresGenerated: 0,
    generated: [],
    drawn: [],
    missing: [],
  }
  for (const figure of figures) {
    const before = disclosure.generated.length
    partsOf(figure).forEach((part, panel) => {
      const { provider } = askedOf(part)
      const named = { figure: part.figure, name: nameOf(figure, panel) }
      const record = byKey.get(part.figure)?.record
      if (provider === 'local') disclosure.drawn.push(named)
      else if (record === undefined || !isGenerated(record)) {
        disclosure.missing.push({ ...named, provider })
      } else {
        const { artifact, costCredits, madeAt, model, taskId } = record
        const { contentDigest } = artifact
        const facts = { provider, model, madeAt, taskId, costCredits, contentDigest }
        disclosure.generated.push({ ...named, ...facts })
      }
    })
    if (disclosure.generated.length > before) disclosure.figuresGenerated += 1
  }
  return disclosure
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
  const { drawn, figures, figuresGenerated, generated, missing } = disclosure
  if (figures === 0) return 'There are no figures.\n'
  if (generated.length === 0 && missing.length === 0) {
    return `No figure was made by generative AI. ${figures === 1 ? 'The only figure was' : `All ${figures} figures were`} drawn by the program figmill from data and from descriptions in the text.\n`
  }
  const sentences: string[] = []
  if (generated.length > 0) {
    sentences.push(
      `Generative AI was used for ${figuresGenerated} of ${count(figures, 'figure')}.`,
      ...[...Map.groupBy(generated, systemOf)].map(toSentence),
    )
  }
  if (drawn.length > 0) {
    sentences.push(
      `The program figmill drew, from data and from descriptions in the text and without generative AI: ${listNames(drawn)}.`,
    )
  }
  if (missing.length > 0) {
    const names = missing.map(({ name, provider }) => `${name}, by the service ${provider}`)
    sentences.push(`This statement is not complete: still to be made are ${names.join('; ')}.`)
  }
  return sentences.map((sentence) => `${sentence}\n`).join('')
}

function systemOf({ model, provider }: GeneratedPicture): string {
  const named = model === undefined ? 'which did not name its model' : `with the model ${model}`
  return `The service ${provider}, ${named},`
}

function toSentence([system, pictures]: [string, readonly GeneratedPicture[]]): string {
  const days = pictures.flatMap(({ madeAt }) => madeAt?.slice(0, 10) ?? []).sort()
  return `${system} generated from prompts${whenOf(days)}: ${listNames(pictures)}.`
}

/** @param days In order, as `2026-05-12`. */
function whenOf(days: readonly string[]): string {
  const [first] = days
  const last = days.at(-1)
  if (first === undefined) return ''
  return first === last ? ` on ${first}` : ` between ${first} and ${last}`
}

function listNames(pictures: readonly NamedPicture[]): string {
  return pictures.map(({ name }) => name).join('; ')
}
