/**
 * The scanner against unified + remark-parse + remark-directive on the same documents, in one
 * process, in turns; and what micromark's document and flow tokenizer would take for all of each
 * document, of which the scanner leaves most out. Run: `tsc -b && node bench/scan.ts`.
 */
import { parse, preprocess } from 'micromark'
import remarkDirective from 'remark-directive'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { figureSyntax } from '../packages/remark-plugin/dist/figure-construct.js'
import { scan } from '../packages/remark-plugin/dist/scan.js'
import { createScanDocuments } from './scan-documents.ts'

const documents = createScanDocuments(100)
const processor = unified().use(remarkParse).use(remarkDirective).freeze()
const extensions = [figureSyntax()]

const sides = {
  remark: (text: string) => processor.parse(text),
  scan: (text: string) => scan(text, { mdx: false }),
  tokenizer: (text: string) =>
    parse({ extensions })
      .document()
      .write(preprocess()(text, undefined, true)),
}
type Side = keyof typeof sides
const names: Side[] = ['remark', 'scan', 'tokenizer']

function measureMs(side: Side): number {
  const start = performance.now()
  for (const text of documents) sides[side](text)
  return (performance.now() - start) / documents.length
}

function median(values: number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0
}

for (let round = 0; round < 3; round++) for (const name of names) measureMs(name)
const rounds = Array.from({ length: 7 }, () => ({
  remark: measureMs('remark'),
  scan: measureMs('scan'),
  tokenizer: measureMs('tokenizer'),
}))
const problems = documents.flatMap((text) => scan(text, { mdx: false }).problems)
const figures = documents.flatMap((text) => scan(text, { mdx: false }).directives)
const sizeBytes = documents.reduce((sum, text) => sum + Buffer.byteLength(text), 0)

console.log(
  `${documents.length} documents, ${Math.round(sizeBytes / documents.length)} bytes each, ` +
    `${figures.length} figures, ${problems.length} problems`,
)
for (const name of names) {
  const value = median(rounds.map((round) => round[name]))
  console.log(`${name.padEnd(10)} ${value.toFixed(3)} ms per document`)
}
const ratio = median(rounds.map(({ remark, scan }) => remark / scan))
const tokenizerRatio = median(rounds.map(({ scan, tokenizer }) => tokenizer / scan))
console.log(`remark / scan      ${ratio.toFixed(1)}`)
console.log(`tokenizer / scan   ${tokenizerRatio.toFixed(1)}`)
