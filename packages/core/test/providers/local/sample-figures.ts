import type { Figure } from '../../../src/figure.js'

/** A figure for `local` with what a test cares about. */
export function localFigure(parts: Partial<Figure>): Figure {
  return { provider: 'local', options: {}, ...parts }
}

const months = Array.from({ length: 12 }, (_, month) => ({
  date: `2024-${String(month + 1).padStart(2, '0')}-01`,
  temperature_celsius: Math.round(60 + 90 * Math.sin((month - 3) / 1.9)) / 10,
}))

const timings = {
  tool: Array.from({ length: 24 }, (_, run) => ['plain', 'cached'][run % 2] ?? ''),
  time_ms: Array.from({ length: 24 }, (_, run) => 40 + ((run * 37) % 23) - 15 * (run % 2)),
}

/** One figure of every kind; their bytes are pinned in `digests.json`. */
export const sampleFigures: Record<string, Figure> = {
  bar: localFigure({
    task: 'plot',
    aspect: '4:3',
    prompt: 'Bar chart comparing model accuracy, with value labels.',
    data: { model: ['ResNet-50', 'ViT-B/16', 'Swin-T'], accuracy_percent: [76.1, 81.8, 81.3] },
  }),
  'bar-grouped': localFigure({
    task: 'plot',
    prompt: 'Grouped bar chart of accuracy by data set with error bars',
    data: {
      dataset: ['CIFAR-10', 'ImageNet'],
      our_accuracy: [96.2, 79.4],
      our_accuracy_std: [0.3, 0.2],
      baseline_accuracy: [94.8, 76.1],
      baseline_accuracy_std: [0.4, 0.3],
    },
  }),
  'bar-stacked': localFigure({
    task: 'plot',
    theme: 'dark',
    prompt: 'Stacked bars of energy by year with value labels',
    data: { year: [2021, 2022, 2023], wind_twh: [23, 25, 28], solar_twh: [10, 12, 13] },
  }),
  'bar-horizontal': localFigure({
    task: 'plot',
    prompt: 'Bar chart, ranked',
    data: {
      country: ['United Kingdom', 'Democratic Republic of the Congo', 'Papua New Guinea', 'France'],
      population_millions: [67.3, 102.3, 10.3, 68],
    },
  }),
  line: localFigure({
    task: 'plot',
    prompt: 'Line chart of loss over epochs',
    data: { epoch: [1, 2, 3, 4], train_loss: [2.3, 1.6, 1.2, 1], val_loss: [2.4, 1.8, 1.6, 1.5] },
  }),
  'line-dates': localFigure({ task: 'plot', prompt: 'temperature', data: months }),
  'scatter-names': localFigure({
    task: 'plot',
    prompt: 'Scatter plot of accuracy against parameters',
    data: {
      model: ['ResNet-50', 'ViT-B/16', 'Swin-T', 'DeiT-S'],
      params_millions: [25.6, 86.6, 28.3, 22.1],
      accuracy_percent: [76.1, 81.8, 81.3, 79.8],
    },
  }),
  'scatter-log': localFigure({
    task: 'plot',
    options: { scale: 'log-log', mark: 'scatter' },
    data: { size: [1, 10, 100, 1000], time_ms: [0.02, 0.3, 4.1, 52] },
  }),
  area: localFigure({
    task: 'plot',
    theme: 'greyscale',
    prompt: 'Stacked area chart of energy over the years',
    data: { year: [2021, 2022, 2023], wind_twh: [23, 25, 28], solar_twh: [10, 12, 13] },
  }),
  dot: localFigure({
    task: 'plot',
    prompt: 'Dot plot of accuracy by model, ranked',
    data: { model: ['ResNet-50', 'ViT-B/16', 'Swin-T'], before: [70, 71, 78], after: [76, 82, 81] },
  }),
  slope: localFigure({
    task: 'plot',
    prompt: 'Slope chart',
    data: { city: ['Bern', 'Oslo', 'Turin'], rent_2015: [14, 17, 9], rent_2025: [18, 16, 12] },
  }),
  heatmap: localFigure({
    task: 'plot',
    prompt: 'Confusion matrix',
    data: { truth: ['cat', 'dog', 'fox'], cat: [50, 3, 1], dog: [4, 44, 2], fox: [0, 5, 41] },
  }),
  histogram: localFigure({
    task: 'plot',
    prompt: 'Histogram of the temperature',
    data: months,
  }),
  density: localFigure({
    task: 'plot',
    theme: 'print',
    options: { mark: 'density', x: 'temperature_celsius', fit: 'one-column' },
    data: months,
  }),
  box: localFigure({
    task: 'plot',
    prompt: 'Box plot of time by tool',
    data: { tool: timings.tool, time_ms: timings.time_ms },
  }),
  violin: localFigure({
    task: 'plot',
    prompt: 'Violin plot of time by tool',
    data: { tool: timings.tool, time_ms: timings.time_ms },
  }),
  facets: localFigure({
    task: 'plot',
    options: { mark: 'line', x: 'step', y: 'loss', facet: 'run', reference: 'y=2: Goal' },
    data: { run: ['a', 'a', 'b', 'b'], step: [1, 2, 1, 2], loss: [4, 2, 3, 1] },
  }),
  'vega-lite': localFigure({
    source: {
      language: 'vega-lite',
      text: '{"mark": "area", "encoding": {"x": {"field": "t", "type": "quantitative"}, "y": {"field": "v", "type": "quantitative"}}}',
    },
    data: { t: [0, 1, 2, 3], v: [1, 4, 2, 5] },
  }),
  'vega-lite-ids': localFigure({
    source: {
      language: 'vega-lite',
      text: JSON.stringify({
        mark: {
          type: 'area',
          clip: true,
          color: {
            gradient: 'linear',
            stops: [
              { offset: 0, color: 'white' },
              { offset: 1, color: 'teal' },
            ],
          },
        },
        encoding: {
          x: { field: 't', type: 'quantitative' },
          y: { field: 'v', type: 'quantitative' },
        },
      }),
    },
    data: { t: [0, 1, 2, 3], v: [1, 4, 2, 5] },
  }),
  diagram: localFigure({
    task: 'diagram',
    prompt: 'Parse -> Hash -> {Cached?}: yes -> (Rewrite)\n{Cached?}: no -> Render -> (Rewrite)',
  }),
  'diagram-groups': localFigure({
    task: 'diagram',
    prompt:
      'Encoder {\n  Embed -> Attend\n}\nDecoder {\n  Mask -> Cross\n}\nAttend: keys, values -> Cross\nTokens <-> Embed',
  }),
  'diagram-data': localFigure({
    task: 'diagram',
    options: { title: 'System', direction: 'down' },
    data: {
      nodes: [
        { id: 'a', label: 'Client' },
        { id: 'b', shape: 'round' },
      ],
      edges: [['a', 'b', 'asks']],
    },
  }),
  'dot-graph': localFigure({
    source: {
      language: 'dot',
      text: 'digraph { rankdir=LR; a -> b [label="calls"]; b -> c [style=dashed] }',
    },
  }),
  pdf: localFigure({
    task: 'plot',
    formats: ['pdf'],
    data: { name: ['a', 'b'], value: [1, 2] },
  }),
  png: localFigure({
    task: 'plot',
    formats: ['png'],
    resolution: '1K',
    data: { name: ['a', 'b'], value: [1, 2] },
  }),
}
