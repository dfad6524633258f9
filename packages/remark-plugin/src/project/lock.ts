import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  canonicalJson,
  digestContent,
  digestDerivation,
  type FigureKey,
  type FigureRecord,
  formatLockfile,
  type LockEntry,
  type Lockfile,
  parseLockfile,
  systemErrorCode,
  withExclusiveLock,
  writeFileAtomic,
} from '@figmill/core'
import type { DocumentFigure } from '../read-document.js'
import { deriveGroup } from './derive-group.js'
import { keyOf, requestsOf } from './figure-parts.js'
import type { Project } from './open-project.js'

/** @throws {ProblemsError} `lockfile-invalid`, every bad line. A missing lockfile is empty. */
export function readLockfile({ config, root }: Project): Lockfile {
  return parseLockfile(readText(join(root, config.lockfile)) ?? emptyLockfile, config.lockfile)
}

const emptyLockfile = formatLockfile(new Map())

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** What the lockfile is to say of one directive: its own line, and one for each panel of a group. */
export function lockEntriesOf(
  figure: DocumentFigure,
  panels: readonly FigureRecord[],
  finished: FigureRecord,
): LockEntry[] {
  const entries = requestsOf(figure).flatMap((request, index): LockEntry[] => {
    const record = panels[index]
    if (record === undefined) return []
    return [
      {
        figure: request.figure,
        specDigest: request.specDigest,
        contentDigest: record.artifact.contentDigest,
        provider: record.provider,
        costCredits: record.costCredits,
        fields: request.fields,
      },
    ]
  })
  if (figure.kind === 'figure') return entries
  const derivation = deriveGroup(
    figure.group.options,
    panels.map(({ artifact }) => artifact.contentDigest),
  )
  const fields = { panels: derivation.inputs, ...derivation.parameters }
  return [
    ...entries,
    {
      figure: keyOf(figure),
      specDigest: digestDerivation(derivation),
      contentDigest: finished.artifact.contentDigest,
      provider: finished.provider,
      costCredits: 0,
      fields: Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [
          name,
          digestContent(canonicalJson(value)).slice(0, 8),
        ]),
      ),
    },
  ]
}

/**
 * Writes the lines of the documents that were built; the lines of other documents stay, unless
 * the document is gone. Two builds at once take turns, so neither loses the other's lines.
 *
 * @returns Whether the file changed.
 */
export async function updateLockfile(
  project: Project,
  built: ReadonlySet<string>,
  entries: readonly LockEntry[],
): Promise<boolean> {
  const { clock, config, root, signal } = project
  const path = join(root, config.lockfile)
  const temporaryDirectory = join(root, config.cacheDir, 'tmp')
  mkdirSync(temporaryDirectory, { recursive: true })
  return withExclusiveLock(
    { path: join(root, config.cacheDir, 'lockfile.lock'), clock, signal },
    async () => {
      const before = readText(path)
      const current = parseLockfile(before ?? emptyLockfile, config.lockfile)
      const kept = [...current.values()].filter(({ figure }) => {
        const document = documentOf(figure)
        return !built.has(document) && existsSync(join(root, document))
      })
      const after = formatLockfile(
        new Map([...kept, ...entries].map((entry) => [entry.figure, entry])),
      )
      if (after === (before ?? emptyLockfile)) return false
      mkdirSync(dirname(path), { recursive: true })
      await writeFileAtomic(path, after, { durable: true, temporaryDirectory })
      return true
    },
  )
}

export function documentOf(figure: FigureKey): string {
  return figure.slice(0, figure.lastIndexOf('#'))
}
