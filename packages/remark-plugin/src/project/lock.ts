import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  canonicalJson,
  createFolder,
  digestContent,
  digestDerivation,
  type FigureKey,
  type FontFile,
  formatLockfile,
  type LockEntry,
  parseLockfile,
  withExclusiveLock,
  writeFileAtomic,
} from '@figmill/core'
import type { DocumentFigure } from '../document-figure.js'
import { promptKey } from '../prompt-figure.js'
import { deriveGroup, requestComposite } from './derive-group.js'
import { documentOf, keyOf } from './figure-parts.js'
import { isDraft, type MadeFigure, type MadeFigures } from './make-figures.js'
import type { MadePicture } from './make-picture.js'
import type { Project } from './open-project.js'
import { emptyLockfile, readText } from './read-lockfile.js'

/**
 * What the lockfile is to say of one directive: its own line, one for each panel of a group, and one
 * for each text that was bought as a prompt.
 */
function entriesOf(
  figure: DocumentFigure,
  { parts, prompts, record, requests }: MadeFigure,
  fonts: readonly FontFile[],
): LockEntry[] {
  const pictures = requests.flatMap((request, index): MadePicture[] => {
    const part = parts[index]
    return part === undefined ? [] : [{ request, record: part }]
  })
  const entries = [...prompts, ...pictures].map(toEntry)
  if (figure.kind === 'figure') return entries
  const panels = parts.map(({ artifact }) => artifact.contentDigest)
  const request = requestComposite(figure.group, panels)
  if (request?.specDigest === record.specDigest) return [...entries, toEntry({ record, request })]
  const derivation = deriveGroup(figure.group.options, panels, fonts)
  const fields = { panels: derivation.inputs, ...derivation.parameters }
  return [
    ...entries,
    {
      figure: keyOf(figure),
      specDigest: digestDerivation(derivation),
      contentDigest: record.artifact.contentDigest,
      provider: record.provider,
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

function toEntry({ record, request }: MadePicture): LockEntry {
  return {
    figure: request.figure,
    specDigest: request.specDigest,
    contentDigest: record.artifact.contentDigest,
    provider: record.provider,
    costCredits: record.costCredits,
    fields: request.fields,
  }
}

/** Every name in the lockfile that one directive has. */
function keysOf([figure, { requests }]: [DocumentFigure, MadeFigure]): FigureKey[] {
  const names = requests.map((request) => request.figure)
  return [keyOf(figure), ...names, ...names.map(promptKey)]
}

/**
 * Writes the lines of the documents that were built; the lines of other documents stay, unless
 * the document is gone. A draft is not what the author asked for: it gets no line, and the line
 * of the figure it stands for, which may have been paid for, stays. Two builds at once take
 * turns, so neither loses the other's lines.
 *
 * @returns Whether the file changed.
 */
export async function updateLockfile(
  project: Project,
  built: ReadonlySet<string>,
  made: MadeFigures,
): Promise<boolean> {
  const { clock, config, root, signal } = project
  const path = join(root, config.lockfile)
  const drafts = new Set([...made].filter(([, one]) => isDraft(one)).flatMap(keysOf))
  const entries = [...made].flatMap(([figure, one]) =>
    isDraft(one) ? [] : entriesOf(figure, one, config.fonts),
  )
  const temporaryDirectory = join(root, config.cacheDir, 'tmp')
  createFolder(temporaryDirectory)
  return withExclusiveLock(
    { path: join(root, config.cacheDir, 'lockfile.lock'), clock, signal },
    async () => {
      const before = readText(path)
      const current = parseLockfile(before ?? emptyLockfile, config.lockfile)
      const kept = [...current.values()].filter(({ figure }) => {
        const document = documentOf(figure)
        if (built.has(document)) return drafts.has(figure)
        return existsSync(join(root, document))
      })
      const after = formatLockfile(
        new Map([...kept, ...entries].map((entry) => [entry.figure, entry])),
      )
      if (after === (before ?? emptyLockfile)) return false
      createFolder(dirname(path))
      await writeFileAtomic(path, after, { durable: true, temporaryDirectory })
      return true
    },
  )
}
