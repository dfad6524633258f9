/** Documents with figures for the scanner's benchmark: about 6.5 KB each, deterministic. */
export function createScanDocuments(count: number): string[] {
  return Array.from({ length: count }, (_, index) => createDocument(index))
}

const words =
  'the scanner reads raw text and keeps every offset while lists quotes tables and code stay as the author wrote them at 10:30 with *emphasis* `code` [links](https://example.org/a) and **strong** words'.split(
    ' ',
  )

function createDocument(index: number): string {
  const random = createRandom(index + 1)
  const blocks = [`---\ntitle: Document ${index}\nfigures:\n  provider: local\n---`, '# Results']
  let figures = 0
  while (blocks.join('\n\n').length < 6_500) {
    blocks.push(...createSection(random, `${index}-${blocks.length}`))
    if (blocks.length % 3 === 0 && figures++ < 4) blocks.push(createFigure(random, blocks.length))
  }
  blocks.push(createFigure(random, blocks.length))
  return `${blocks.join('\n\n')}\n`
}

function createSection(random: () => number, id: string): string[] {
  const kinds = [
    () => sentence(random, 60),
    () => `## Section ${id}\n\n${sentence(random, 40)}`,
    () => [1, 2, 3].map(() => `- ${sentence(random, 9)}`).join('\n'),
    () => `1. ${sentence(random, 8)}\n   - ${sentence(random, 6)}\n2. ${sentence(random, 5)}`,
    () => `> ${sentence(random, 12)}\n> ${sentence(random, 12)}`,
    () => `\`\`\`ts\nconst value${id.replace('-', '_')} = { a: 1, b: [2, 3] }\n\`\`\``,
    () => `| name | value |\n| --- | --- |\n| ${sentence(random, 2)} | 12 |\n| depth | 7 |`,
    () => `:::note\n${sentence(random, 15)}\n:::`,
    () => `<div class="wide">\n${sentence(random, 8)}\n</div>`,
  ]
  return [(kinds[Math.floor(random() * kinds.length)] ?? kinds[0])?.() ?? '']
}

function createFigure(random: () => number, id: number): string {
  const figure = [
    `:::figure[Accuracy of *model* ${id}.]{#fig-${id} task=plot aspect=4:3}`,
    sentence(random, 20),
    '',
    '```json data',
    '{"model": ["a", "b"], "accuracy": [76.1, 81.8]}',
    '```',
    ':::',
  ]
  const kinds = [
    () => figure.join('\n'),
    () => `::figure[Pipeline ${id}.]{#fig-${id} task=diagram prompt="${id} -> b -> c" alt="Boxes"}`,
    () => `- ${sentence(random, 6)}\n\n${figure.map((line) => `  ${line}`.trimEnd()).join('\n')}`,
    () => `~~~figure[Fence ${id}]{#fig-${id}}\n${sentence(random, 15)}\n~~~`,
  ]
  return (kinds[Math.floor(random() * kinds.length)] ?? kinds[0])?.() ?? ''
}

function sentence(random: () => number, length: number): string {
  return Array.from({ length }, () => words[Math.floor(random() * words.length)]).join(' ')
}

/** A linear congruential generator: the same documents on every machine. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
