import * as core from '@figmill/core'
import * as cli from 'figmill'
import * as remark from 'remark-figmill'
import * as vite from 'vite-plugin-figmill'
import { describe, expect, it } from 'vitest'

/** A change of these lists is a change for everybody who uses the packages. */
describe('the public names', () => {
  it('of figmill', () => {
    expect(Object.keys(cli)).toEqual(['defineConfig'])
  })

  it('of remark-figmill', () => {
    expect(Object.keys(remark).sort()).toEqual(['default', 'remarkFigures', 'warmFigures'])
  })

  it('of vite-plugin-figmill', () => {
    expect(Object.keys(vite).sort()).toEqual(['default', 'figmill'])
  })

  it('of @figmill/core', () => {
    expect(Object.keys(core).sort()).toMatchInlineSnapshot(`
      [
        "FigureError",
        "ProblemsError",
        "canonicalJson",
        "commonAttributeNames",
        "composePanels",
        "createCache",
        "createFigureMaker",
        "createFigureRequest",
        "createFileTier",
        "createFolder",
        "createKeyvTier",
        "createProviders",
        "createPublicAssets",
        "dataFormatOf",
        "dataFormats",
        "defineConfig",
        "describeFailure",
        "describeOddKeys",
        "digestContent",
        "digestDerivation",
        "digestRequest",
        "draftOperation",
        "drawPoster",
        "encodeSnapshot",
        "extensionOf",
        "filesOf",
        "findConfigFile",
        "findSpecFiles",
        "flavours",
        "formatLockfile",
        "formatManifest",
        "formatProblem",
        "hideSecrets",
        "hintForFailure",
        "identifyPicture",
        "isGenerated",
        "isVideo",
        "keyVariable",
        "listDocuments",
        "manifestName",
        "markPicture",
        "markerOf",
        "markerVersion",
        "maxDataBytes",
        "nearestName",
        "normalizeText",
        "openKeyAdmin",
        "optimizeOperation",
        "panelOptionNames",
        "parseConfig",
        "parseData",
        "parseFigure",
        "parseLockfile",
        "parseManifest",
        "parsePanelOptions",
        "placeArtifact",
        "planFigures",
        "problemsOf",
        "rasterize",
        "readConfigFile",
        "readProjectFile",
        "rendererVersion",
        "requestAttributes",
        "serviceDefinitions",
        "serviceNames",
        "shareLegend",
        "splitFormats",
        "suggestName",
        "systemClock",
        "systemErrorCode",
        "toPdf",
        "toProblem",
        "toRootPath",
        "videoOperation",
        "webpToPng",
        "withExclusiveLock",
        "withPanels",
        "withoutKey",
        "writeFileAtomic",
      ]
    `)
  })
})
