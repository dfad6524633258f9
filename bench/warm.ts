/**
 * A build that finds nothing to do, beside an empty Node.js process and beside ripgrep over the
 * same files. Run: `npm run build && node bench/warm.ts [--all]`; `--all` adds 100,000 documents.
 */
import type { Corpus } from './corpus.ts'
import {
  type Command,
  emptyNode,
  extraCpuMs,
  figmill,
  isOnPath,
  type Measurement,
  measureInTurns,
  measureMemoryMb,
  medianCpuMs,
  medianWallMs,
  pairedRatio,
} from './harness.ts'
import { prepareBuiltCorpus } from './prepare-build.ts'
import { type Goal, milliseconds, printGoals, printMachine, printTable } from './table.ts'

const rounds = 11
const sizes = [20, 1_000, 10_000, ...(process.argv.includes('--all') ? [100_000] : [])]
const hasRipgrep = isOnPath('rg')

interface Result {
  corpus: Corpus
  empty: Measurement[] | undefined
  warm: Measurement[] | undefined
  ripgrep: Measurement[] | undefined
  memoryMb: number
}

function measure(documents: number): Result {
  const corpus = prepareBuiltCorpus(documents)
  const build = figmill(corpus.root, 'build')
  const search: Command = {
    name: 'rg',
    argv: ['rg', '--files-with-matches', '::figure', 'docs'],
    cwd: corpus.root,
  }
  const commands = [emptyNode(), build, ...(hasRipgrep ? [search] : [])]
  const [empty, warm, ripgrep] = measureInTurns(commands, documents > 10_000 ? 5 : rounds)
  return { corpus, empty, warm, ripgrep, memoryMb: measureMemoryMb(build) }
}

printMachine()
if (!hasRipgrep) console.log('SKIPPED: ripgrep is not on the PATH, so nothing is held against it.')
const results = new Map(sizes.map((documents) => [documents, measure(documents)]))

console.log('\nNothing changed, index present: whole process, medians')
printTable([
  [
    'documents',
    'figures',
    'empty ms',
    'build ms',
    'cpu ms',
    'x empty',
    'cpu + ms',
    'x rg',
    'x rg cpu',
    'MB',
  ],
  ...[...results.values()].map(({ corpus, empty, memoryMb, ripgrep, warm }) => [
    String(corpus.documents),
    String(corpus.figures),
    milliseconds(medianWallMs(empty)),
    milliseconds(medianWallMs(warm)),
    milliseconds(medianCpuMs(warm)),
    pairedRatio(warm, empty).toFixed(2),
    milliseconds(extraCpuMs(warm, empty)),
    hasRipgrep ? pairedRatio(warm, ripgrep).toFixed(2) : '-',
    hasRipgrep ? pairedRatio(warm, ripgrep, 'cpuMs').toFixed(2) : '-',
    memoryMb.toFixed(0),
  ]),
])

console.log('\nGrowth: time for each thousand documents more than in the row above')
const ordered = [...results.values()]
printTable([
  ['documents', 'ms', 'MB'],
  ...ordered.slice(1).map(({ corpus, memoryMb, warm }, index) => {
    const smaller = ordered[index]
    const thousands = (corpus.documents - (smaller?.corpus.documents ?? 0)) / 1_000
    const extraMs = medianWallMs(warm) - medianWallMs(smaller?.warm)
    const extraMb = memoryMb - (smaller?.memoryMb ?? 0)
    return [
      String(corpus.documents),
      (extraMs / thousands).toFixed(1),
      (extraMb / thousands).toFixed(1),
    ]
  }),
])

console.log('\nGoals')
const [few, thousand, many] = [20, 1_000, 10_000].map((documents) => results.get(documents))
const goals: Goal[] = [
  {
    what: '20 documents: CPU over empty node',
    value: extraCpuMs(few?.warm, few?.empty),
    unit: 'ms',
    atMost: 20,
  },
  {
    what: '1,000 documents: empty node',
    value: pairedRatio(thousand?.warm, thousand?.empty),
    unit: 'ratio',
    atMost: 2,
  },
  {
    what: '10,000 documents: empty node',
    value: pairedRatio(many?.warm, many?.empty),
    unit: 'ratio',
    atMost: 3.5,
  },
  {
    what: '10,000 documents: rg',
    value: pairedRatio(many?.warm, many?.ripgrep),
    unit: 'ratio',
    atMost: 1.7,
  },
  {
    what: '10,000 documents: memory',
    value: many?.memoryMb ?? Number.NaN,
    unit: 'MB',
    atMost: 220,
  },
]
printGoals(goals.filter(({ value }) => !Number.isNaN(value)))
