/**
 * `figmill check` in a fresh checkout, beside `grep` over the same files and beside unified with
 * the same prefilter. The cache is there, every time stamp is new.
 * Run: `npm run build && node bench/fresh.ts [--quick]`; `--quick` takes 1,000 documents.
 */
import { readdirSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Command,
  emptyNode,
  figmill,
  isOnPath,
  measureInTurns,
  measureMemoryMb,
  medianCpuMs,
  medianWallMs,
  pairedRatio,
} from './harness.ts'
import { buildQuietly, prepareBuiltCorpus } from './prepare-build.ts'
import { milliseconds, printGoals, printMachine, printTable } from './table.ts'

const documents = process.argv.includes('--quick') ? 1_000 : 10_000
const rounds = 7
const remarkRounds = 3

printMachine()
const { figures, root, withFigures } = prepareBuiltCorpus(documents)
const cacheFolder = join(root, '.figmill')
const hasGrep = isOnPath('grep')
if (!hasGrep) console.log('SKIPPED: grep is not on the PATH, so nothing is held against it.')

touchEverything(join(root, 'docs'))
const forgetSnapshots = () =>
  rmSync(join(cacheFolder, 'snapshots'), { recursive: true, force: true })
const forgetEverything = () => {
  forgetSnapshots()
  rmSync(join(cacheFolder, 'summaries.json'), { force: true })
}
const grep: Command = { name: 'grep -rlF', argv: ['grep', '-rlF', '::figure', 'docs'], cwd: root }
const check = { ...figmill(root, 'check'), prepare: forgetSnapshots }
const bare = { ...figmill(root, 'check'), prepare: forgetEverything }
const remark: Command = {
  name: 'unified, same prefilter',
  argv: [process.execPath, fileURLToPath(new URL('./remark-process.ts', import.meta.url)), 'docs'],
  cwd: root,
}

const commands = [emptyNode(), check, ...(hasGrep ? [grep] : [])]
const [empty, fresh, searched] = measureInTurns(commands, rounds)
const memoryMb = measureMemoryMb(check)
// The other two in turns of their own: one takes long, the other deletes what `check` reads.
const [checked, parsed] = measureInTurns([check, remark], remarkRounds)
const [bareChecked, bareSearched] = measureInTurns(
  [bare, hasGrep ? grep : emptyNode()],
  remarkRounds,
)
buildQuietly(root)

console.log(
  `\n${documents} documents, ${withFigures} with ${figures} figures: whole process, medians`,
)
printTable([
  ['', 'ms', 'cpu ms'],
  ...[
    { name: 'node, empty file', runs: empty },
    { name: grep.name, runs: hasGrep ? searched : undefined },
    { name: 'figmill check', runs: fresh },
    { name: 'figmill check, summaries lost', runs: bareChecked },
    { name: remark.name, runs: parsed },
  ].flatMap(({ name, runs }) =>
    runs === undefined
      ? []
      : [[name, milliseconds(medianWallMs(runs)), milliseconds(medianCpuMs(runs))]],
  ),
])

console.log('\nGoals')
printGoals([
  ...(hasGrep
    ? ([
        {
          what: 'check: grep -rlF',
          value: pairedRatio(fresh, searched),
          unit: 'ratio',
          atMost: 2.2,
        },
        {
          what: 'check: grep -rlF, processor time',
          value: pairedRatio(fresh, searched, 'cpuMs'),
          unit: 'ratio',
        },
        {
          what: 'check without summaries: grep -rlF',
          value: pairedRatio(bareChecked, bareSearched),
          unit: 'ratio',
        },
      ] as const)
    : []),
  { what: 'unified: check', value: pairedRatio(parsed, checked), unit: 'ratio', atLeast: 40 },
  { what: 'memory', value: memoryMb, unit: 'MB', atMost: 220 },
])

/** As a checkout leaves it: the same bytes, new time stamps. */
function touchEverything(folder: string): void {
  const now = new Date()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    utimesSync(join(entry.parentPath, entry.name), now, now)
  }
}
