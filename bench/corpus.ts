/**
 * A folder of documentation to measure with: the same bytes on every machine.
 * `node bench/corpus.ts 10000` writes bench/generated/docs-10000/.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createFigure, createShownFigure } from './corpus-figures.ts'
import { createProse } from './corpus-prose.ts'
import { createRandom } from './random.ts'

/** Change it with the generator, so that an old corpus is written anew. */
const corpusVersion = 2

export interface Corpus {
  /** Absolute path of the project; the documents are below `docs/`. */
  root: string
  documents: number
  /** Documents with at least one figure. */
  withFigures: number
  figures: number
  /** Documents that only show a figure inside a code block. */
  decoys: number
  sizeBytes: number
}

export const workFolder = fileURLToPath(new URL('./generated/', import.meta.url))

/** The corpus of that many documents; written only when it is not there yet. */
export function prepareCorpus(documents: number): Corpus {
  const root = join(workFolder, `docs-${documents}`)
  const factsPath = join(root, `corpus-${corpusVersion}.json`)
  if (existsSync(factsPath)) {
    return { ...(JSON.parse(readFileSync(factsPath, 'utf8')) as Corpus), root }
  }
  rmSync(root, { recursive: true, force: true })
  const facts = writeCorpus(root, documents)
  writeFileSync(factsPath, `${JSON.stringify(facts, null, 2)}\n`)
  return facts
}

function writeCorpus(root: string, documents: number): Corpus {
  const facts: Corpus = {
    root,
    documents,
    withFigures: 0,
    figures: 0,
    decoys: 0,
    sizeBytes: 0,
  }
  mkdirSync(root, { recursive: true })
  writeFileSync(
    join(root, 'figmill.config.json'),
    `${JSON.stringify({ content: ['docs'], flavour: 'gfm' }, null, 2)}\n`,
  )
  for (let index = 0; index < documents; index++) {
    const { figures, isDecoy, path, text } = createDocument(index)
    const file = join(root, path)
    // Twenty to a folder, and its first document makes it.
    if (index % documentsPerFolder === 0) mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    facts.figures += figures
    facts.withFigures += figures > 0 ? 1 : 0
    facts.decoys += isDecoy ? 1 : 0
    facts.sizeBytes += Buffer.byteLength(text)
  }
  return facts
}

const documentsPerFolder = 20
const foldersPerSection = 20

interface Document {
  path: string
  text: string
  figures: number
  isDecoy: boolean
}

function createDocument(index: number): Document {
  const random = createRandom(index + 1)
  const isMdx = random() < 0.15
  const hasNote = random() < 0.25
  const kind = random()
  const figures = kind < 0.1 ? countFigures(random()) : 0
  const isDecoy = figures === 0 && kind < 0.106
  const blocks = createProse(random, { isMdx, hasNote, sizeBytes: 2_400 + random() ** 2 * 12_000 })
  const insert = (block: string) => {
    // Behind the title, and never inside a block.
    blocks.splice(2 + Math.floor(random() * (blocks.length - 2)), 0, block)
  }
  for (let number = 0; number < figures; number++) insert(createFigure(random, index, number))
  if (isDecoy) insert(createShownFigure(index))
  const folder = Math.floor(index / documentsPerFolder)
  const section = Math.floor(folder / foldersPerSection)
  const name = `page-${index % documentsPerFolder}.${isMdx ? 'mdx' : 'md'}`
  return {
    path: `docs/section-${section}/topic-${folder % foldersPerSection}/${name}`,
    text: `${blocks.join('\n\n')}\n`,
    figures,
    isDecoy,
  }
}

/** 1.3 on average. */
function countFigures(chance: number): number {
  if (chance < 0.78) return 1
  return chance < 0.93 ? 2 : 3
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(prepareCorpus(Number(process.argv[2] ?? 1_000)))
}
