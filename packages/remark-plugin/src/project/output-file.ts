import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ContentDigest,
  type Manifest,
  manifestName,
  parseManifest,
  systemErrorCode,
} from '@figmill/core'
import type { Project } from './open-project.js'

/** A file a build puts into its output folder. Paths are relative to the root. */
export type OutputFile = TextFile | PictureFile

export interface TextFile {
  kind: 'text'
  path: string
  /** Read when its turn comes: a project may be larger than memory. */
  read: () => Uint8Array
  documents: string[]
}

export interface PictureFile {
  kind: 'picture'
  path: string
  contentDigest: ContentDigest
  /** Whether it can be made again for nothing. */
  free: boolean
  documents: string[]
}

export function manifestPath({ config, root }: Project): string {
  return join(root, config.outDir, manifestName)
}

/** What earlier builds wrote into the output folder; nothing is known of a folder without manifest. */
export function readManifest(project: Project): Manifest | undefined {
  return parseManifest(readBytes(manifestPath(project))?.toString() ?? '')
}

/** The bytes of a file, or nothing where there is no file. */
export function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined
    throw error
  }
}
