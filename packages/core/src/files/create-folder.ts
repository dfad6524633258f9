import { makeDirectory } from './durability.js'
import { toUnwritable } from './write-failure.js'

/**
 * Makes a folder and those above it, unless it is there.
 *
 * @throws {FigureError} `file-unwritable`
 */
export function createFolder(path: string): void {
  try {
    makeDirectory(path, false)
  } catch (error) {
    throw toUnwritable(error, path)
  }
}
