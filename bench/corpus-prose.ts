import { pick } from './random.ts'

interface ProseOptions {
  isMdx: boolean
  hasNote: boolean
  sizeBytes: number
}

type Random = () => number

/** Blocks of a page as people write them: front matter, headings, prose, lists, tables, code. */
export function createProse(
  random: Random,
  { hasNote, isMdx, sizeBytes }: ProseOptions,
): [string, string, ...string[]] {
  const subject = pick(random, subjects)
  const blocks: [string, string, ...string[]] = [
    `---\ntitle: ${capitalize(subject)}\ndescription: ${sentence(random)}\n---`,
    `${isMdx ? "import { Tabs } from '../../components'\n\n" : ''}# ${capitalize(subject)}`,
  ]
  let size = blocks.join('\n\n').length
  const add = (block: string) => {
    blocks.push(block)
    size += block.length + 2
  }
  add(paragraph(random))
  if (hasNote) add(`:::note\n${sentence(random)} ${sentence(random)}\n:::`)
  while (size < sizeBytes) {
    if (random() < 0.22) add(`## ${capitalize(phrase(random))}`)
    add(pick(random, isMdx ? mdxBlocks : blockKinds)(random))
  }
  return blocks
}

const blockKinds: [(random: Random) => string, ...((random: Random) => string)[]] = [
  paragraph,
  paragraph,
  paragraph,
  paragraph,
  (random) => times(3 + Math.floor(random() * 4), () => `- ${sentence(random)}`).join('\n'),
  (random) =>
    [
      `1. ${sentence(random)}`,
      `2. ${sentence(random)}\n   - ${phrase(random)}\n   - ${phrase(random)}`,
      `3. ${sentence(random)}`,
    ].join('\n'),
  table,
  code,
  code,
  (random) => `> ${sentence(random)}\n> ${sentence(random)}`,
  (random) => `The time is 10:30 and the ratio 4:3. [](#fig-${phrase(random).length})`,
]

const mdxBlocks: typeof blockKinds = [
  ...blockKinds,
  (random) => `<Tabs items={['npm', 'pnpm']}>\n\n${paragraph(random)}\n\n</Tabs>`,
  (random) => `{/* ${phrase(random)} */}`,
]

function paragraph(random: Random): string {
  return times(2 + Math.floor(random() * 5), () => sentence(random)).join(' ')
}

function sentence(random: Random): string {
  // The word itself is in many pages that have none.
  if (random() < 0.02)
    return `As the figure shows, ${phrase(random)} is ${pick(random, qualities)}.`
  const shape = pick(random, [
    () => `${phrase(random)} ${pick(random, verbs)} ${phrase(random)}`,
    () =>
      `when ${phrase(random)} ${pick(random, verbs)} ${phrase(random)}, ${phrase(random)} waits`,
    () =>
      `${phrase(random)} ${pick(random, verbs)} \`${identifier(random)}\`, not **${phrase(random)}**`,
    () =>
      `see [${phrase(random)}](../${pick(random, subjects).replaceAll(' ', '-')}.md) before ${phrase(random)} ${pick(random, verbs)} it`,
  ])
  return `${capitalize(shape())}.`
}

function phrase(random: Random): string {
  return `${pick(random, articles)} ${pick(random, qualities)} ${pick(random, subjects)}`
}

function table(random: Random): string {
  const rows = times(
    2 + Math.floor(random() * 5),
    () =>
      `| \`${identifier(random)}\` | ${pick(random, qualities)} | ${Math.floor(random() * 900)} |`,
  )
  return ['| Option | Kind | Default |', '| --- | --- | ---: |', ...rows].join('\n')
}

function code(random: Random): string {
  const lines = times(2 + Math.floor(random() * 7), (index) =>
    index % 3 === 2
      ? `if (${identifier(random)} === undefined) return ${Math.floor(random() * 99)}`
      : `const value${index} = ${identifier(random)}({ limit: ${Math.floor(random() * 99)} })`,
  )
  return `\`\`\`${pick(random, ['ts', 'js', 'sh', 'yaml'])}\n${lines.join('\n')}\n\`\`\``
}

function identifier(random: Random): string {
  const [first = 'value', second = ''] = pick(random, subjects).split(' ')
  return `${first}${capitalize(second)}${Math.floor(random() * 1_000)}`
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function times<Item>(count: number, create: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => create(index))
}

const articles: [string, ...string[]] = ['the', 'a', 'each', 'every', 'this', 'one', 'any', 'its']
const qualities: [string, ...string[]] = [
  'shared',
  'local',
  'finished',
  'late',
  'small',
  'remote',
  'signed',
  'stable',
  'idle',
  'old',
  'cached',
  'partial',
  'public',
]
const verbs: [string, ...string[]] = [
  'reads',
  'replaces',
  'waits for',
  'prepares',
  'keeps',
  'opens',
  'closes',
  'follows',
  'describes',
  'rewrites',
  'measures',
  'depends on',
]
const subjects: [string, ...string[]] = [
  'build cache',
  'request queue',
  'access log',
  'release channel',
  'lock file',
  'worker pool',
  'data source',
  'retry policy',
  'search index',
  'time zone',
  'page layout',
  'font file',
  'event stream',
  'test runner',
  'key store',
  'host name',
  'schema field',
  'file watcher',
]
