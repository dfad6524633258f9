import { isAbsolute, relative, resolve, sep } from 'node:path'
import { FigureError } from '../errors.js'

/**
 * One spelling of a path below the project root: `docs/a.md` for `./docs//a.md`, `docs/../docs/a.md`
 * and the absolute path. Pure: links are not looked at.
 *
 * @param root Project root.
 * @param path Absolute, or relative to the root.
 * @returns Relative to the root, `/`-separated; `.` for the root itself.
 * @throws {FigureError} `file-outside-project`
 */
export function toRootPath(root: string, path: string): string {
  const fromRoot = relative(root, resolve(root, path))
  if (leaves(fromRoot)) throw outsideProject(root, path)
  return fromRoot.split(sep).join('/') || '.'
}

/** Whether a path is a folder or something below it; both with their links resolved, or neither. */
export function isWithin(folder: string, path: string): boolean {
  return !leaves(relative(folder, path))
}

export function outsideProject(root: string, path: string): FigureError {
  return new FigureError('file-outside-project', `\`${path}\` is outside the project ${root}`, {
    hint: 'Name a path inside the project, or move the configuration file up.',
  })
}

function leaves(fromFolder: string): boolean {
  return fromFolder === '..' || fromFolder.startsWith(`..${sep}`) || isAbsolute(fromFolder)
}
