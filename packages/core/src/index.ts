export {
  type Artifact,
  type ArtifactFacts,
  extensionOf,
  type MediaType,
} from './artifact.js'
export type { CacheTier, FigureRecord, Lookup } from './cache/tier.js'
export { type Clock, systemClock } from './clock.js'
export {
  type ContentDigest,
  canonicalRequest,
  type Derivation,
  digestContent,
  digestDerivation,
  digestRequest,
  isContentDigest,
  isSpecDigest,
  normalizeText,
  type ProviderRequest,
  type SpecDigest,
} from './digest.js'
export { FigureError, type FigureErrorCode, systemErrorCode } from './errors.js'
export type { FigmillEvent, FigureKey, Listener } from './events.js'
export {
  commonAttributeNames,
  contentAttributes,
  type Figure,
  type FigureContent,
  type FigureResult,
  type FigureSource,
  type InputFile,
  parseFigure,
  placementAttributes,
  requestAttributes,
} from './figure.js'
export { canonicalJson, type JsonObject, type JsonValue } from './json.js'
export { nearestName, suggestName } from './nearest-name.js'
export {
  type FieldProblem,
  formatProblem,
  type Place,
  type Problem,
  ProblemsError,
  toProblem,
} from './problem.js'
export type {
  ArtifactLocation,
  CostEstimate,
  JobHandle,
  JobState,
  Provider,
  ProviderCapabilities,
  ProviderContext,
  ResolveResult,
  SubmitOutcome,
} from './providers/provider.js'
