import { readFileSync } from 'node:fs'
import { digestContent } from '../../../src/digest.js'
import { type InputFile, parseFigure } from '../../../src/figure.js'
import { createFigureRequest, type FigureRequest } from '../../../src/figure-request.js'
import type { Provider } from '../../../src/providers/provider.js'
import { createServices } from '../../../src/providers/services/create-services.js'
import { serviceDefinitions } from '../../../src/providers/services/definitions.js'
import { createPublicAssets } from '../../../src/providers/services/public-assets.js'

/** The services that figmill knows. */
export const services = serviceDefinitions.map(({ name }) => name)

export interface Adapter {
  provider: Provider
  request: (prompt: string, take?: number) => FigureRequest
}

/**
 * The adapter of a service, pointed at what stands in for it.
 *
 * @param image Path of a PNG that its figures start from.
 */
export function createAdapter(name: string, origin: string, image?: string): Adapter {
  const definition = definitionOf(name)
  const { baseUrl } = definition.settings.parse({}) as { baseUrl: string }
  const path = new URL(baseUrl).pathname.replace(/\/$/, '')
  const [provider] = createServices({
    definitions: [definition],
    configured: { [name]: { baseUrl: `${origin}${path}`, apiKey: keyOf(name) } },
    environment: {},
    assets: createPublicAssets(undefined),
  })
  if (provider === undefined) throw new Error(`\`${name}\` has no adapter`)
  const images = image === undefined ? [] : [inputAt(image)]
  return { provider, request: (prompt, take) => figureRequestOf(provider, prompt, take, images) }
}

function inputAt(path: string): InputFile {
  const bytes = readFileSync(path)
  const digest = digestContent(bytes)
  return { path, digest, sizeBytes: bytes.byteLength, mediaType: 'image/png' }
}

/** A key of the right shape: that of the example, with other characters at its end. */
export function keyOf(name: string): string {
  const { example, pattern } = definitionOf(name).key
  const key = example.replace(/[^_-]*$/, '0123456789abcdef0123456789abcdef')
  if (pattern.test(key)) return key
  throw new Error(`\`${key}\` is no key of \`${name}\``)
}

function definitionOf(name: string) {
  const definition = serviceDefinitions.find((one) => one.name === name)
  if (definition === undefined) throw new Error(`there is no service \`${name}\``)
  return definition
}

/** What a document asks of a provider for a diagram of this prompt. */
export function figureRequestOf(
  provider: Provider,
  prompt: string,
  take = 1,
  images: InputFile[] = [],
): FigureRequest {
  const attributes = { provider: provider.name, task: 'diagram', take: String(take) }
  const { figure, problems: wrong } = parseFigure(attributes, { prompt, images })
  if (figure === undefined) throw new Error(JSON.stringify(wrong))
  const { problems, request } = provider.resolve(figure)
  if (request === undefined) throw new Error(JSON.stringify(problems))
  const place = { file: 'paper.md', line: 1, column: 1 }
  return createFigureRequest(`paper.md#${prompt} ${take}`, place, figure, request)
}

/** The most a figure can cost. */
export function mostCredits(provider: Provider, { request }: FigureRequest): number {
  const { credits, mostCredits = credits } = provider.estimate(request)
  return mostCredits
}
