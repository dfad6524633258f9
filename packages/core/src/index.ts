export {
  type Artifact,
  type ArtifactFacts,
  type EncodedPicture,
  extensionOf,
  isVideo,
  type MediaType,
} from './artifact.js'
export { type Cache, createCache } from './cache/cache.js'
export { createFileTier, type FileTier } from './cache/file-tier.js'
export { createKeyvTier } from './cache/keyv-tier.js'
export { type CacheTier, type FigureRecord, filesOf, type Lookup } from './cache/tier.js'
export { type Clock, systemClock } from './clock.js'
export type { Config } from './config/config.js'
export { findConfigFile, readConfigFile } from './config/config-file.js'
export { defineConfig } from './config/define-config.js'
export { parseConfig } from './config/parse-config.js'
export { type Flavour, flavours, type ResolvedConfig } from './config/resolved-config.js'
export {
  type DataFormat,
  dataFormatOf,
  dataFormats,
  maxDataBytes,
  parseData,
} from './data/parse-data.js'
export {
  type ContentDigest,
  type Derivation,
  digestContent,
  digestDerivation,
  digestRequest,
  normalizeText,
  type ProviderRequest,
  type SpecDigest,
  withPanels,
} from './digest.js'
export { identifyPicture } from './download/identify-picture.js'
export { FigureError, type FigureErrorCode, systemErrorCode } from './errors.js'
export type { FigmillEvent, FigureKey, Listener } from './events.js'
export {
  commonAttributeNames,
  type Figure,
  type FigureContent,
  type FigureSource,
  type InputFile,
  parseFigure,
  requestAttributes,
  splitFormats,
} from './figure.js'
export {
  createFigureMaker,
  type FigureMaker,
} from './figure-maker.js'
export { createFigureRequest, type FigureRequest } from './figure-request.js'
export { writeFileAtomic } from './files/atomic-write.js'
export { createFolder } from './files/create-folder.js'
export { withExclusiveLock } from './files/exclusive.js'
export { placeArtifact } from './files/place-artifact.js'
export { readProjectFile } from './files/project-file.js'
export { toRootPath } from './files/root-path.js'
export { describeFailure, hintForFailure } from './files/write-failure.js'
export type { FontFile } from './font-file.js'
export { hideSecrets } from './http/redact.js'
export type { Send, Sent, ServiceAnswer, ServiceCall } from './http/send-once.js'
export { canonicalJson, type JsonObject, type JsonValue } from './json.js'
export {
  formatLockfile,
  type LockEntry,
  type Lockfile,
  parseLockfile,
} from './lockfile.js'
export {
  formatManifest,
  type Manifest,
  type ManifestEntry,
  parseManifest,
} from './manifest.js'
export { manifestName } from './manifest-name.js'
export { nearestName, suggestName } from './nearest-name.js'
export { type PlannedFigure, planFigures } from './plan.js'
export {
  type FieldProblem,
  formatProblem,
  type Place,
  type Problem,
  ProblemsError,
  problemsOf,
  toProblem,
} from './problem.js'
export { markPicture } from './provenance/mark-picture.js'
export { isGenerated, type Marker, markerOf, markerVersion } from './provenance/marker.js'
export { draftOperation } from './providers/draft-provider.js'
export { drawPoster } from './providers/local/draw-poster.js'
export { rasterize } from './providers/local/formats/rasterize.js'
export { toPdf } from './providers/local/formats/to-pdf.js'
export { webpToPng } from './providers/local/formats/webp-to-png.js'
export { composePanels } from './providers/local/panels/compose-panels.js'
export {
  type PanelOptions,
  panelOptionNames,
  parsePanelOptions,
} from './providers/local/panels/panel-options.js'
export { shareLegend } from './providers/local/panels/shared-legend.js'
export { findSpecFiles } from './providers/local/vega/spec-files.js'
export { rendererVersion } from './providers/local/version.js'
export type {
  ArtifactLocation,
  CostEstimate,
  JobHandle,
  JobState,
  LostAttempt,
  PanelLayout,
  PollContext,
  PrepareContext,
  Prepared,
  Provider,
  ProviderCapabilities,
  ProviderContext,
  RateLimit,
  Recovered,
  RequestInput,
  ResolveResult,
  ServiceFacts,
  SubmitContext,
  SubmitOutcome,
} from './providers/provider.js'
export { optimizeOperation, videoOperation } from './providers/provider.js'
export { createProviders, serviceNames } from './providers/registry.js'
export { describeOddKeys, keyVariable } from './providers/services/create-services.js'
export { serviceDefinitions } from './providers/services/definitions.js'
export type { IssuedKey, KeyChanges, NewKey } from './providers/services/key-admin.js'
export { openKeyAdmin } from './providers/services/open-key-admin.js'
export { createPublicAssets } from './providers/services/public-assets.js'
export type { ServiceDefinition } from './providers/services/service-definition.js'
export { withoutKey } from './providers/without-key.js'
export { listDocuments } from './state/content.js'
export { encodeSnapshot } from './state/snapshot.js'
