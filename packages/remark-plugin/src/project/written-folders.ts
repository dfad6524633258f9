import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { digestContent, parseManifestHeader } from '@figmill/core'
import type { Project } from './open-project.js'

/**
 * Where this and earlier builds of the project write, relative to its root: what is there is
 * never read as a document.
 */
export function writtenFolders({ config, root }: Pick<Project, 'config' | 'root'>): string[] {
  const { cacheDir, outDir } = config
  const folders = [cacheDir, outDir, ...listOutDirs(join(root, cacheDir))]
  return [...new Set(folders.map((folder) => folder.replace(/^\.\/|\/+$/g, '')))]
}

/** One manifest for each output folder, so that a build for the web and one for print do not fight. */
export function manifestName(outDir: string): string {
  return `manifest-${digestContent(outDir).slice(0, 8)}.jsonl`
}

function listOutDirs(cacheFolder: string): string[] {
  try {
    return readdirSync(cacheFolder)
      .filter((name) => /^manifest-\w+\.jsonl$/.test(name))
      .flatMap((name) => parseManifestHeader(readFirstLine(join(cacheFolder, name))) ?? [])
  } catch {
    return []
  }
}

/** Manifests are long, and only their first line is needed here. */
function readFirstLine(path: string): string {
  const descriptor = openSync(path, 'r')
  try {
    const start = Buffer.alloc(4096)
    const length = readSync(descriptor, start, 0, start.byteLength, 0)
    return start.toString('utf8', 0, length).split('\n', 1)[0] ?? ''
  } finally {
    closeSync(descriptor)
  }
}
