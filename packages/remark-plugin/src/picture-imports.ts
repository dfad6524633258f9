import type { FinishedFigure } from './flavour.js'

/** A picture, or video, that MDX imports as a module. */
export interface PictureImport {
  name: string
  /** Relative to the document, `/`-separated. */
  path: string
}

/** Names for the pictures a document imports, in the order they are asked for. */
export interface PictureImports {
  /** The name under which the picture at `path` is imported. */
  nameOf(path: string): string
  toList(): PictureImport[]
}

/** The figure with names for what hosts of MDX find only where it is imported: videos, for one. */
export function importFiles(figure: FinishedFigure, { nameOf }: PictureImports): FinishedFigure {
  const { url, video } = figure
  const imported = video && { ...video, importName: nameOf(video.url) }
  return { ...figure, importName: nameOf(url), video: imported }
}

/** @param source Text of the document: no name in it is taken again. */
export function createPictureImports(source: string): PictureImports {
  let prefix = '_figmill'
  while (source.includes(prefix)) prefix = `_${prefix}`
  const names = new Map<string, string>()
  return {
    nameOf(path) {
      const name = names.get(path) ?? `${prefix}${names.size}`
      names.set(path, name)
      return name
    },
    toList: () => Array.from(names, ([path, name]) => ({ name, path })),
  }
}

export function importStatement({ name, path }: PictureImport): string {
  return `import ${name} from ${JSON.stringify(path)}`
}
