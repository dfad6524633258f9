// Draws the sample figures in the order given and prints what came out; see pictures.test.ts.
import { digestContent } from '../../../src/digest.ts'
import { createLocalProvider } from '../../../src/providers/local/local-provider.ts'
import { sampleFigures } from './sample-figures.ts'

const [order] = process.argv.slice(2)
const provider = createLocalProvider()
const names = Object.keys(sampleFigures)
if (order === 'backwards') names.reverse()
const digests = {}
for (const name of names) {
  const { request } = provider.resolve(sampleFigures[name])
  const [outcome] = await provider.submit([request], {})
  digests[name] = digestContent(outcome.artifact.bytes)
}
process.stdout.write(`${JSON.stringify(digests)}\n`)
