import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ContentDigest,
  canonicalJson,
  createFolder,
  digestContent,
  rendererVersion,
  writeFileAtomic,
} from '@figmill/core'
import { version } from '../version.js'
import type { Stores } from './open-stores.js'
import type { DocumentSummary } from './summary.js'

/**
 * What documents held when they were last read, by path and digest of their bytes: a checkout
 * with new time stamps need not parse them again. Everything else a summary depends on is in the
 * identity of the store or among the summary's inputs, so a stale store is useless, never wrong.
 */
export interface SummaryStore {
  /** The summary of a document with these bytes, if its inputs have not changed either. */
  find(path: string, digest: ContentDigest): DocumentSummary | undefined
}

export interface StoredSummary extends DocumentSummary {
  digest: ContentDigest
}

interface StoreFile {
  identity: string
  checksum: string
  documents: StoredSummary[]
}

export function openSummaryStore(project: Stores): SummaryStore {
  const stored = new Map(readStore(project).map((summary) => [summary.path, summary]))
  const inputDigests = new Map<string, ContentDigest | undefined>()
  const digestOf = (path: string) => {
    if (!inputDigests.has(path)) inputDigests.set(path, digestFile(join(project.root, path)))
    return inputDigests.get(path)
  }
  return {
    find(path, digest) {
      const summary = stored.get(path)
      if (summary?.digest !== digest) return undefined
      const isCurrent = summary.inputs.every((input) => digestOf(input.path) === input.digest)
      return isCurrent ? summary : undefined
    },
  }
}

/** Adds what a build has read; documents of other builds stay. */
export async function saveSummaries(
  project: Stores,
  summaries: readonly StoredSummary[],
): Promise<void> {
  const merged = new Map([...readStore(project), ...summaries].map((one) => [one.path, one]))
  const documents = [...merged.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
  const text = JSON.stringify(documents)
  const file = `{"identity":${JSON.stringify(identify(project))},"checksum":"${digestContent(text)}","documents":${text}}`
  const temporaryDirectory = join(project.root, project.config.cacheDir, 'tmp')
  createFolder(temporaryDirectory)
  await writeFileAtomic(storePath(project), file, { durable: false, temporaryDirectory })
}

function readStore(project: Stores): StoredSummary[] {
  try {
    const text = readFileSync(storePath(project), 'utf8')
    const { checksum, documents, identity } = JSON.parse(text) as StoreFile
    const start = text.indexOf('"documents":') + '"documents":'.length
    const isWhole = digestContent(text.slice(start, -1)) === checksum
    return isWhole && identity === identify(project) ? documents : []
  } catch {
    // Missing or damaged: the documents are read instead.
    return []
  }
}

function storePath({ config, root }: Stores): string {
  return join(root, config.cacheDir, 'summaries.json')
}

/** All that turns the same bytes into other requests or problems. */
function identify({ config, draft }: Stores): string {
  const { defaults, flavour } = config
  const fonts = config.fonts.map(({ digest }) => digest)
  return canonicalJson({ version, renderer: rendererVersion, defaults, flavour, fonts, draft })
}

function digestFile(path: string): ContentDigest | undefined {
  try {
    // A pipe of that name would be waited for until somebody writes into it.
    return statSync(path).isFile() ? digestContent(readFileSync(path)) : undefined
  } catch {
    return undefined
  }
}
