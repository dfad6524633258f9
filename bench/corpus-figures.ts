import { pick } from './random.ts'

type Random = () => number

/**
 * A figure of a document. One in twenty asks for the same picture as others of its kind; the
 * others ask for a picture of their own.
 */
export function createFigure(random: Random, document: number, number: number): string {
  const id = `fig-${document}-${number}`
  const seed = random() < 0.05 ? 0 : document * 4 + number + 1
  return pick(random, [barPlot, linePlot, scatterPlot, leafDiagram, fencedDiagram])(
    random,
    id,
    seed,
  )
}

/** A page that explains figures shows one, and has none. */
export function createShownFigure(document: number): string {
  return `\`\`\`\`md\n::figure[Shown.]{#fig-shown-${document} task=diagram prompt="A -> B"}\n\`\`\`\``
}

function barPlot(_: Random, id: string, seed: number): string {
  const data = { model: ['small', 'base', 'large'], accuracy: values(seed, 3, 60, 95) }
  return container(id, 'task=plot', 'Bar chart of the accuracy by model, with value labels.', data)
}

function linePlot(_: Random, id: string, seed: number): string {
  const data = { epoch: [1, 2, 3, 4, 5, 6], loss: values(seed, 6, 0, 4) }
  return container(id, 'task=plot mark=line x=epoch y=loss', 'The loss falls by epoch.', data)
}

function scatterPlot(_: Random, id: string, seed: number): string {
  const data = { depth: values(seed, 8, 1, 50), time: values(seed + 1, 8, 10, 90) }
  return container(id, 'task=plot mark=scatter', 'Scatter plot of time by depth.', data)
}

function leafDiagram(_: Random, id: string, seed: number): string {
  return `::figure[The path of request ${seed}.]{#${id} task=diagram prompt="Request ${seed} -> Cache: miss -> Queue -> Worker -> Picture" alt="Boxes in a row."}`
}

function fencedDiagram(_: Random, id: string, seed: number): string {
  return `~~~figure[Parts of release ${seed}.]{#${id} task=diagram}\nRelease ${seed} -> Build -> Test -> Publish\nBuild -> Archive\n~~~`
}

function container(id: string, attributes: string, prompt: string, data: object): string {
  return [
    `:::figure[What *${id}* measures.]{#${id} ${attributes}}`,
    prompt,
    '',
    '```json data',
    JSON.stringify(data),
    '```',
    ':::',
  ].join('\n')
}

/** Numbers with one decimal that depend on the seed alone. */
function values(seed: number, count: number, from: number, to: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const mixed = Math.imul(seed * 31 + index + 1, 0x85eb_ca6b) >>> 0
    return Math.round((from + (mixed / 2 ** 32) * (to - from)) * 10) / 10
  })
}
