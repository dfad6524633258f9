// Draws a figure as PDF and prints the digest of what came out; see pdf.test.ts.
import { digestContent } from '../../../../src/digest.ts'
import { createLocalProvider } from '../../../../src/providers/local/local-provider.ts'
import { sampleFigures } from '../sample-figures.ts'

const provider = createLocalProvider()
const digests = []
for (const name of ['bar', 'diagram', 'vega-lite-ids']) {
  const { request } = provider.resolve({ ...sampleFigures[name], formats: ['pdf'] })
  const [outcome] = await provider.submit([request], {})
  digests.push(digestContent(outcome.artifact.bytes))
}
process.stdout.write(`${JSON.stringify(digests)}\n`)
