import type { Stores } from './open-stores.js'

/** Where the project's builds write, relative to its root: what is there is never read as a document. */
export function writtenFolders({ config }: Pick<Stores, 'config'>): string[] {
  return [config.cacheDir, config.outDir]
}
