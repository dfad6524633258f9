import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { digestContent, parseManifest } from '@figmill/core'
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
  return `manifest-${digestContent(outDir).slice(0, 8)}.json`
}

function listOutDirs(cacheFolder: string): string[] {
  try {
    return readdirSync(cacheFolder)
      .filter((name) => /^manifest-\w+\.json$/.test(name))
      .flatMap((name) => parseManifest(readFileSync(join(cacheFolder, name), 'utf8'))?.outDir ?? [])
  } catch {
    return []
  }
}
