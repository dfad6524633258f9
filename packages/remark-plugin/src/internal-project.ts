export type {
  DeferredFigure,
  DocumentFigure,
  ReadFigure,
  ReadGroup,
} from './document-figure.js'
export { plainText } from './inline-markdown/plain-text.js'
export { createPictureImports, importFiles } from './picture-imports.js'
export { mayHaveFigures } from './prefilter.js'
export { type BuildReport, buildProject } from './project/build-project.js'
export { buildText } from './project/build-text.js'
export { shortName } from './project/figure-graph.js'
export {
  askedOf,
  isDeferred,
  keyOf,
  neededPictures,
  partsOf,
  placementOf,
  placeOf,
  promptsOf,
} from './project/figure-parts.js'
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
  withHostSession,
} from './project/host-session.js'
export { openProject, type Project } from './project/open-project.js'
export { openStores, type ProjectOptions, type Stores } from './project/open-stores.js'
export { planComposites, type WaitingPicture } from './project/plan-composites.js'
export { estimateDeferred, type PaidPlan, planPaid } from './project/plan-paid.js'
export { throwIfErrors } from './project/problems.js'
export { readLockfile } from './project/read-lockfile.js'
export { readOneDocument, readProject } from './project/read-project.js'
export { summarizeProject } from './project/summarize-project.js'
export { warmHost } from './project/warm-host.js'
export { warmProject } from './project/warm-project.js'
export { writtenFolders } from './project/written-folders.js'
export { isPrompt } from './prompt-figure.js'
export { hasErrors } from './read-figure.js'
export { type Rewritten, rewrite } from './rewrite.js'
