// Stands in for `vega-lite` and remembers what it is asked to compile; see render.ts.
import * as vegaLite from 'vega-lite'

export * from 'vega-lite'

/** As JSON, in the order they came. */
export const specs = []

export function compile(spec, options) {
  specs.push(JSON.stringify(spec))
  return vegaLite.compile(spec, options)
}
