import type { Artifact } from '../../../src/artifact.js'
import { systemClock } from '../../../src/clock.js'
import type { Figure } from '../../../src/figure.js'
import type { FieldProblem } from '../../../src/problem.js'
import { createLocalProvider } from '../../../src/providers/local/local-provider.js'
import { requestOf } from '../provider-contract.js'

const provider = createLocalProvider()

/** Draws a figure; throws what the provider rejects it with. */
export async function draw(
  figure: Figure,
): Promise<{ artifact: Artifact; svg: string; warnings: FieldProblem[] }> {
  const [outcome] = await provider.submit([requestOf(provider, figure)], { clock: systemClock })
  if (outcome?.status !== 'done') {
    throw outcome?.status === 'rejected' ? outcome.error : new Error('nothing was drawn')
  }
  const { artifact, warnings = [] } = outcome
  return { artifact, svg: new TextDecoder().decode(artifact.bytes), warnings }
}
