import type { TopLevelSpec } from 'vega-lite'
import { FigureError } from '../../../errors.js'
import type { JsonObject, JsonValue } from '../../../json.js'
import type { Drawing } from '../drawing.js'
import { sizeOfAspect } from '../picture-size.js'
import type { VegaLiteBody } from '../request-body.js'
import type { Typesetter } from '../text/typesetter.js'
import { themes } from '../theme.js'
import { describeSpec } from './describe-spec.js'
import { drawVegaLite, type SceneItem } from './draw-vega.js'
import { toVegaConfig } from './vega-config.js'

/** Draws a Vega-Lite spec as written, over the theme's defaults. */
export async function drawSpec(body: VegaLiteBody, typesetter: Typesetter): Promise<Drawing> {
  const { spec, rows } = body
  const config = mergeConfig(toVegaConfig(themes[body.theme]) as JsonObject, toObject(spec.config))
  const composed = ['hconcat', 'vconcat', 'concat', 'repeat', 'facet'].some((name) => name in spec)
  const hasFacet = ['row', 'column', 'facet'].some((name) => name in toObject(spec.encoding))
  const size = sizeOfAspect(body.aspect, body.fit)
  // Only single and layered views can be fitted into a size; others get the size of their parts.
  const fits = !composed && !hasFacet
  const wanted = fits
    ? {
        width: spec.width ?? size.width,
        height: spec.height ?? size.height,
        autosize:
          spec.autosize ??
          (spec.width === undefined ? { type: 'fit', contains: 'padding' } : 'pad'),
      }
    : {}
  const data =
    rows === undefined
      ? {}
      : isNamed(spec.data)
        ? { datasets: { ...toObject(spec.datasets), [spec.data.name]: rows } }
        : { data: { values: rows } }
  const full = { ...spec, ...wanted, ...data, config } as unknown as TopLevelSpec
  const drawing = await drawVegaLite(full, typesetter)
  if (countMarks(drawing.scene) === 0) {
    throw new FigureError('render-failed', 'The Vega-Lite spec draws no mark', {
      hint: 'Check that its fields are named as in the data.',
    })
  }
  const { scale = 1 } = size
  return {
    ...drawing,
    size: { ...drawing.size, scale },
    ...describeSpec(spec, rows),
    warnings: [],
  }
}

/** Objects merged member by member; lists and bare values of `over` replace. */
function mergeConfig(base: JsonObject, over: JsonObject): JsonObject {
  const merged: JsonObject = { ...base }
  for (const [name, value] of Object.entries(over)) {
    const under = merged[name]
    merged[name] = isObject(value) && isObject(under) ? mergeConfig(under, value) : value
  }
  return merged
}

function countMarks(scene: SceneItem): number {
  let count = 0
  const visit = (node: SceneItem) => {
    if (node.role === 'mark' && node.marktype !== 'group') count += node.items?.length ?? 0
    else for (const child of node.items ?? []) visit(child)
  }
  visit(scene)
  return count
}

function isNamed(data: JsonValue | undefined): data is { name: string } {
  return isObject(data) && typeof data.name === 'string'
}

function toObject(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {}
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
