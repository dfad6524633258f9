export { type BuildReport, buildProject } from './project/build-project.js'
export { buildText } from './project/build-text.js'
export { checkFrozen, findByName } from './project/frozen.js'
export { documentOf, readLockfile } from './project/lock.js'
export { keyOf, placementOf, placeOf, requestsOf } from './project/make-figures.js'
export {
  openProject,
  type Project,
  type ProjectOptions,
  toProjectPath,
  writtenFolders,
} from './project/open-project.js'
export { throwIfErrors } from './project/problems.js'
export { type ReadProject, readProject } from './project/read-project.js'
export type { DocumentFigure, ReadDocument, ReadGroup } from './read-document.js'
export type { ReadFigure } from './read-figure.js'
