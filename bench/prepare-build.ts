import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Corpus, prepareCorpus } from './corpus.ts'
import { binPath } from './harness.ts'

/** A corpus that has been built: pictures, lockfile, cache and index are there. Takes long the first time. */
export function prepareBuiltCorpus(documents: number): Corpus {
  const corpus = prepareCorpus(documents)
  if (corpus.figures > 0 && !existsSync(join(corpus.root, 'figmill.lock'))) {
    console.log(`Drawing ${corpus.figures} figures of ${documents} documents, once ...`)
  }
  buildQuietly(corpus.root)
  return corpus
}

/** Builds, so that the next build finds nothing to do. */
export function buildQuietly(root: string): void {
  const { status, stderr } = spawnSync(process.execPath, [binPath, 'build', '--quiet'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`figmill build failed in ${root}: ${stderr}`)
}
