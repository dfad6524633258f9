import type { ProviderRequest } from '../../../digest.js'
import { canonicalJson, type JsonObject } from '../../../json.js'
import { markRules } from '../plot/mark-rules.js'
import type { PlotBody } from '../request-body.js'
import type { PanelLegend } from './panel-options.js'

/**
 * The one legend of panels that tell the same series apart in the same colours, and their requests
 * without a legend of their own. Panels without series have no say in it.
 *
 * @returns `undefined` where fewer than two panels have series, or they differ.
 */
export function shareLegend(
  requests: readonly ProviderRequest[],
): { legend: PanelLegend; requests: ProviderRequest[] } | undefined {
  const plots = requests.flatMap((request) => toLegendPlot(request) ?? [])
  const [first] = plots
  if (first === undefined || plots.length < 2) return undefined
  const key = keyOf(first)
  if (plots.some((plot) => keyOf(plot) !== key)) return undefined
  const { mark, series } = first.chart
  if (series === undefined) return undefined
  return {
    legend: { mark, ...series },
    requests: requests.map((request) => {
      const plot = toLegendPlot(request)
      if (plot === undefined) return request
      const chart = { ...plot.chart, legend: 'outside' }
      return { ...request, body: { ...request.body, chart } as unknown as JsonObject }
    }),
  }
}

type LegendPlot = Pick<PlotBody, 'chart' | 'theme'>

/** A plot that would have a legend of its own. */
function toLegendPlot({ body, operation, provider }: ProviderRequest): LegendPlot | undefined {
  if (provider !== 'local' || operation !== 'plot') return undefined
  const plot = body as unknown as PlotBody
  const { mark, series } = plot.chart
  const hasLegend = markRules[mark].hasLegend && (series?.names.length ?? 0) > 1
  return hasLegend ? plot : undefined
}

function keyOf({ chart, theme }: LegendPlot): string {
  return canonicalJson([theme, chart.mark, chart.series ?? null])
}
