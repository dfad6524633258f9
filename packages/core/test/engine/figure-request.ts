import { digestRequest } from '../../src/digest.js'
import type { FigureRequest } from '../../src/figure-request.js'

/** A request of the fake provider, as a document would hold it. */
export function figureRequest(prompt: string, take?: number): FigureRequest {
  const request = {
    provider: 'fake',
    operation: 'generate',
    body: { prompt },
    ...(take === undefined ? {} : { take }),
  }
  return {
    figure: `paper.md#${prompt}`,
    place: { file: 'paper.md', line: 1, column: 1 },
    specDigest: digestRequest(request),
    request,
    fields: {},
  }
}
