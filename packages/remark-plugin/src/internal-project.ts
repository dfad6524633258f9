export { createPictureImports } from './picture-imports.js'
export { mayHaveFigures } from './prefilter.js'
export { type BuildReport, buildProject } from './project/build-project.js'
export { buildText } from './project/build-text.js'
export { keyOf, placementOf, placeOf, requestsOf } from './project/figure-parts.js'
export { checkFrozen, findByName } from './project/frozen.js'
export {
  checkOptions,
  type HostOptions,
  hostOptionKinds,
  type OptionKind,
} from './project/host-options.js'
export {
  documentPath,
  finishDocument,
  type HostSession,
  openHostSession,
} from './project/host-session.js'
export { readLockfile } from './project/lock.js'
export { openProject, type Project } from './project/open-project.js'
export { openStores, type ProjectOptions, type Stores } from './project/open-stores.js'
export { throwIfErrors } from './project/problems.js'
export { readProject } from './project/read-project.js'
export { summarizeProject } from './project/summarize-project.js'
export { warmHost } from './project/warm-host.js'
export { writtenFolders } from './project/written-folders.js'
export {
  type DocumentFigure,
  type ReadGroup,
  readDocument,
} from './read-document.js'
export { hasErrors, type ReadFigure } from './read-figure.js'
export { type Rewritten, rewrite } from './rewrite.js'
