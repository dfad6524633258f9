/**
 * Starting the command line when there is something to do, beside an empty Node.js process, and
 * what is loaded for it. Run: `npm run build && node bench/cold.ts`.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { workFolder } from './corpus.ts'
import {
  type Command,
  emptyNode,
  extraCpuMs,
  figmill,
  measureInTurns,
  medianCpuMs,
  medianWallMs,
  pairedRatio,
} from './harness.ts'
import { listLoadedPackages } from './loaded-modules.ts'
import { buildQuietly } from './prepare-build.ts'
import { milliseconds, printGoals, printMachine, printTable } from './table.ts'

const rounds = 11
const root = join(workFolder, 'one-document')
const cacheFolder = join(root, '.figmill')
const forget = (...names: string[]) => {
  for (const name of names) rmSync(join(cacheFolder, name), { recursive: true, force: true })
}

rmSync(root, { recursive: true, force: true })
mkdirSync(root, { recursive: true })
writeFileSync(join(root, 'figmill.config.json'), '{ "flavour": "gfm" }\n')
writeFileSync(
  join(root, 'page.md'),
  `# Page

:::figure[Accuracy.]{#fig-accuracy task=plot}
Bar chart of the accuracy by model.

\`\`\`json data
{ "model": ["small", "large"], "accuracy": [71, 84] }
\`\`\`
:::

::figure[Steps.]{#fig-steps task=diagram prompt="Read -> Look up -> Write" alt="Three boxes."}
`,
)
buildQuietly(root)

const empty = emptyNode()
const cases: Command[] = [
  { ...figmill(root, '--help'), name: 'help' },
  { ...figmill(root, 'build'), name: 'build, nothing changed' },
  { ...figmill(root, 'check'), name: 'check', prepare: () => forget('snapshots') },
  {
    ...figmill(root, 'build'),
    name: 'build, everything cached',
    prepare: () => forget('snapshots', 'summaries.json'),
  },
  {
    ...figmill(root, 'build'),
    name: 'build, two figures to draw',
    prepare: () => forget('snapshots', 'summaries.json', 'records', 'blobs'),
  },
]

printMachine()
const [bases, ...measured] = measureInTurns([empty, ...cases], rounds)
const loaded = cases.map(listLoadedPackages)

console.log('\nOne document with two figures: whole process, medians')
printTable([
  ['', 'ms', 'cpu ms', 'x empty', 'cpu + ms', 'modules', 'kB'],
  [
    'node, empty file',
    milliseconds(medianWallMs(bases)),
    milliseconds(medianCpuMs(bases)),
    '',
    '',
    '',
    '',
  ],
  ...cases.map(({ name }, index) => [
    name,
    milliseconds(medianWallMs(measured[index])),
    milliseconds(medianCpuMs(measured[index])),
    pairedRatio(measured[index], bases).toFixed(2),
    milliseconds(extraCpuMs(measured[index], bases)),
    String(sum(loaded[index]?.map(({ modules }) => modules))),
    (sum(loaded[index]?.map(({ sizeBytes }) => sizeBytes)) / 1_000).toFixed(0),
  ]),
])

cases.forEach(({ name }, index) => {
  console.log(`\nLoaded for: ${name}`)
  printTable([
    ['package', 'modules', 'kB'],
    ...(loaded[index] ?? [])
      .slice(0, 12)
      .map((entry) => [entry.name, String(entry.modules), (entry.sizeBytes / 1_000).toFixed(1)]),
  ])
})

console.log('\nGoals')
printGoals([
  { what: 'help: empty node', value: pairedRatio(measured[0], bases), unit: 'ratio', atMost: 5 },
  {
    what: 'build, everything cached: empty node',
    value: pairedRatio(measured[3], bases),
    unit: 'ratio',
    atMost: 5,
  },
])

function sum(values: readonly number[] | undefined): number {
  return (values ?? []).reduce((total, value) => total + value, 0)
}
