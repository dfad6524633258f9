import { type Stats, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { digestContent, listDocuments, type Manifest, type Problem } from '@figmill/core'
import type { Project } from './open-project.js'
import { type OutputFile, readBytes, readManifest } from './output-file.js'

/**
 * What speaks against an output folder before anything is made: a document that would be written
 * over, however its file is reached, or documents that somebody else keeps there.
 *
 * @param documents Of this build, relative to the root.
 */
export function checkOutputFolder(project: Project, documents: readonly string[]): Problem[] {
  const { config, root } = project
  const identities = new Map(
    documents.flatMap((path): [string, string][] => {
      const stats = statSync(join(root, path), { throwIfNoEntry: false })
      return stats === undefined ? [] : [[identityOf(stats), path]]
    }),
  )
  const conflicts = documents.flatMap((path): Problem[] => {
    const output = { path: posix.join(config.outDir, path), documents: [path] }
    const stats = statSync(join(root, output.path), { throwIfNoEntry: false })
    if (stats === undefined) return []
    const source = identities.get(identityOf(stats))
    if (source !== undefined) return [conflict(project, output, `it is the document ${source}`)]
    return stats.isDirectory() ? [conflict(project, output, 'a folder is there')] : []
  })
  return [...conflicts, ...findForeignDocuments(project, documents)]
}

/** A folder that has documents of its own is no output folder: they would never be read again. */
function findForeignDocuments(project: Project, documents: readonly string[]): Problem[] {
  const { config, root } = project
  const { cacheDir, exclude, outDir } = config
  const isFolder = statSync(join(root, outDir), { throwIfNoEntry: false })?.isDirectory()
  if (!isFolder || readManifest(project) !== undefined) return []
  const own = new Set(documents.map((path) => posix.join(outDir, path)))
  const found = listDocuments({ root, content: [outDir], exclude, skip: [cacheDir] })
  const foreign = found.find((path) => !own.has(path))
  if (foreign === undefined) return []
  return [
    {
      code: 'output-conflict',
      severity: 'error',
      message: `the output folder ${outDir} has documents of its own, such as ${foreign}`,
      hint: chooseAnother(project),
      place: { file: foreign, line: 1, column: 1 },
    },
  ]
}

/**
 * Files in the way that figmill did not write and that are not what it would write.
 *
 * @param manifest What earlier builds wrote there.
 */
export function checkDestinations(
  project: Project,
  outputs: readonly OutputFile[],
  manifest: Manifest | undefined,
): Problem[] {
  return outputs.flatMap((output): Problem[] => {
    if (manifest?.has(output.path)) return []
    const bytes = readBytes(join(project.root, output.path))
    if (bytes === undefined || isEqual(bytes, output)) return []
    return [conflict(project, output, 'figmill did not write the file that is there')]
  })
}

function isEqual(bytes: Buffer, output: OutputFile): boolean {
  return output.kind === 'text'
    ? bytes.equals(output.read())
    : digestContent(bytes) === output.contentDigest
}

function conflict(
  project: Project,
  { documents, path }: Pick<OutputFile, 'documents' | 'path'>,
  why: string,
): Problem {
  const [file = path] = documents
  return {
    code: 'output-conflict',
    severity: 'error',
    message: `${path} cannot be written: ${why}`,
    hint: chooseAnother(project),
    place: { file, line: 1, column: 1 },
  }
}

function chooseAnother({ config }: Project): string {
  return `Move it away, or choose another output folder than ${config.outDir} with --out or \`outDir\`.`
}

/** The same on every path to a file: through links, and in another case. */
function identityOf({ dev, ino }: Stats): string {
  return `${dev} ${ino}`
}
