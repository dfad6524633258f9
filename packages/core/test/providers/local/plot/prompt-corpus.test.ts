import { expect, test } from 'vitest'
import type { JsonObject } from '../../../../src/json.js'
import type { Chart } from '../../../../src/providers/local/plot/chart.js'
import { inferChart } from '../../../../src/providers/local/plot/inference/infer-chart.js'
import { readTable } from '../../../../src/providers/local/plot/table.js'

/**
 * What authors write, and what they mean by it: the prompt; the columns whose values the rows
 * combine, each with how many values it has; the columns of numbers; the plot.
 */
const corpus: [prompt: string, keys: string, numbers: string, plot: string][] = [
  // Papers.
  [
    'Bar chart comparing model accuracy, with value labels.',
    'model:3',
    'accuracy_percent',
    'bar: Accuracy (%) by Model, labels',
  ],
  [
    'Grouped bar chart of accuracy by dataset for each model',
    'dataset:3 model:2',
    'accuracy',
    'bar grouped: Accuracy by Dataset, color Model',
  ],
  [
    'Accuracy on each dataset, by model, with error bars',
    'model:2 dataset:3',
    'accuracy accuracy_std',
    'bar grouped: Accuracy by Dataset, color Model, error',
  ],
  [
    'Top-1 accuracy of each model with error bars',
    'model:4',
    'top1_accuracy top1_accuracy_std params_millions',
    'bar: Top1 accuracy by Model, error',
  ],
  [
    'Training and validation loss over epochs',
    'epoch:10',
    'train_loss val_loss lr',
    'line: Loss by Epoch, color Train/Val',
  ],
  [
    'Learning curves: reward per step for each algorithm, with confidence bands',
    'step:10 algorithm:3',
    'reward reward_ci_low reward_ci_high',
    'line: Reward by Step, color Algorithm, error',
  ],
  [
    'Scatter plot of accuracy against parameters, log x axis',
    'model:6',
    'params accuracy',
    'scatter log-x: Accuracy by Params, names',
  ],
  [
    'Accuracy vs. latency for all models',
    'model:6',
    'latency_ms accuracy',
    'scatter: Accuracy by Latency (ms), names',
  ],
  [
    'Scaling law: loss as a function of compute on log-log axes',
    '',
    'compute loss',
    'scatter log-log: Loss by Compute',
  ],
  [
    'Line chart of loss against compute with a log scale on the x axis',
    '',
    'compute loss',
    'line log-x: Loss by Compute',
  ],
  [
    'Ablation: F1 without each component, ranked',
    'component:5',
    'f1',
    'bar: F1 by Component, descending',
  ],
  [
    'Horizontal bars of perplexity per language, lowest first',
    'language:6',
    'perplexity',
    'bar horizontal: Perplexity by Language, ascending',
  ],
  ['Throughput by batch size', '', 'batch_size throughput', 'scatter: Throughput by Batch size'],
  [
    'Line plot of throughput by batch size for each GPU',
    'gpu:2 batch_size:5',
    'throughput',
    'line: Throughput by Batch size, color GPU',
  ],
  [
    'Stacked bars of time by system and phase',
    'system:3 phase:3',
    'time_ms',
    'bar stacked: Time (ms) by System, color Phase',
  ],
  [
    'Stacked bar chart of energy by year',
    'year:4',
    'wind_twh solar_twh hydro_twh',
    'bar stacked: TWh by Year, color Wind/Solar/Hydro',
  ],
  [
    'Percentage-stacked bars of answers per question',
    'question:4 answer:3',
    'count',
    'bar normalized: Count by Question, color Answer',
  ],
  [
    'BLEU score by sentence length, one line per system',
    'length:6 system:2',
    'bleu',
    'line: BLEU by Length, color System',
  ],
  [
    'Rewards with 95 % confidence interval',
    'step:6',
    'reward ci_low ci_high',
    'line: Reward by Step, error',
  ],
  ['Linear fit of height against weight', '', 'weight height', 'scatter trend: Height by Weight'],
  [
    'Scatter with regression line: sleep vs. body mass, log-log',
    'animal:60',
    'body_mass_kg sleep_hours',
    'scatter log-log trend: Sleep (h) by Body mass (kg)',
  ],
  ['Error rate by number of shots', '', 'shots error_rate', 'scatter: Error rate by Shots'],
  ['Points per game for every player', 'player:5', 'points', 'bar: Points by Player'],
  ['Lines of code by language', 'language:5', 'lines_of_code', 'bar: Lines of code by Language'],
  ['Population density by country', 'country:5', 'density', 'bar: Density by Country'],
  ['Area of each forest', 'forest:5', 'area_km2', 'bar: Area (km²) by Forest'],
  [
    'Mean accuracy and its standard deviation per method',
    'method:4',
    'mean std',
    'bar: Mean by Method, error',
  ],
  [
    'Win rate of our method against each baseline',
    'baseline:4',
    'win_rate',
    'bar: Win rate by Baseline',
  ],
  ['Compression ratio of each codec', 'codec:4', 'ratio speed_mb', 'bar: Ratio by Codec'],
  ['Speed of each codec', 'codec:4', 'ratio speed_mb', 'bar: Speed (MB) by Codec'],
  // Documentation and dashboards.
  ['', 'model:3', 'accuracy', 'bar: Accuracy by Model'],
  ['', 'date:8', 'visitors', 'line: Visitors by Date'],
  ['', 'date:8 page:3', 'visitors', 'line: Visitors by Date, color Page'],
  ['', 'year:8', 'births deaths', 'line: no title by Year, color Births/Deaths'],
  ['', 'country:3 year:5', 'population', 'line: Population by Year, color Country'],
  ['', '', 'weight height', 'scatter: Height by Weight'],
  ['', 'city:5', 'id rent', 'bar: Rent by City'],
  ['Visitors per day', 'date:8', 'visitors', 'line: Visitors by Date'],
  ['Monthly revenue', 'month:6', 'revenue_usd', 'line: Revenue (USD) by Month'],
  ['Bar chart of monthly revenue', 'month:6', 'revenue_usd', 'bar: Revenue (USD) by Month'],
  [
    'Revenue by month and region',
    'month:4 region:2',
    'revenue',
    'line: Revenue by Month, color Region',
  ],
  [
    'Bars of revenue by region, one colour per quarter',
    'region:3 quarter:4',
    'revenue',
    'bar grouped: Revenue by Region, color Quarter',
  ],
  ['p50 and p99 latency over time', 'time:6', 'p50_ms p99_ms', 'line: ms by Time, color P50/P99'],
  [
    'Requests per second by endpoint, sorted by value',
    'endpoint:5',
    'requests_per_second',
    'bar: Requests per second by Endpoint, descending',
  ],
  [
    'Error budget left for each service',
    'service:4',
    'budget_left_percent',
    'bar: Budget left (%) by Service',
  ],
  [
    'Build time per commit, vertical bars without labels',
    'commit:6',
    'build_time_s',
    'bar vertical: Build time (s) by Commit',
  ],
  [
    'Package size by version on a logarithmic scale',
    'version:5',
    'size_kb',
    'error: no zero for bars',
  ],
  [
    'Line of package size by version on a logarithmic scale',
    'version:5',
    'size_kb',
    'line log-y: Size (kB) by Version',
  ],
  [
    'Unemployment rate over the years in each country',
    'country:3 year:6',
    'unemployment_rate',
    'line: Unemployment rate by Year, color Country',
  ],
  ['Temperature over the day', 'hour:8', 'temperature_celsius', 'line: Temperature (°C) by Hour'],
  [
    'Rainfall over the months, with a horizontal line at 50',
    'month:6',
    'rainfall_mm',
    'line: Rainfall (mm) by Month',
  ],
  [
    'Bar chart (no value labels) of stars per repository',
    'repository:4',
    'stars',
    'bar: Stars by Repository',
  ],
  // Colour, area, small multiples.
  [
    'Bubble chart of life expectancy against income, sized by population, coloured by continent',
    'country:4 continent:2',
    'income life_expectancy population',
    'scatter: Life expectancy by Income, color Continent, size Population',
  ],
  [
    'Bubbles: life expectancy against income',
    'country:6',
    'income life_expectancy population',
    'scatter: Life expectancy by Income, size Population, names',
  ],
  [
    'Scatter of miles per gallon against weight, color by horsepower',
    '',
    'weight miles_per_gallon horsepower',
    'scatter: Miles per gallon by Weight, shade Horsepower',
  ],
  [
    'Scatter plot of petal length vs sepal length, coloured by species',
    'plant:2 species:3',
    'sepal_length petal_length',
    'scatter: Petal length by Sepal length, color Species',
  ],
  [
    'Small multiples of unemployment over the years, one panel per country',
    'country:4 year:5',
    'unemployment',
    'line: Unemployment by Year, facet Country',
  ],
  [
    'Sales over time by product, faceted by region',
    'region:3 product:2 year:4',
    'sales',
    'line: Sales by Year, color Product, facet Region',
  ],
  [
    'Sales by product over the years',
    'product:3 year:4',
    'sales',
    'line: Sales by Year, color Product',
  ],
  [
    'Bar charts of accuracy by model, small multiples for each dataset',
    'dataset:3 model:4',
    'accuracy',
    'bar: Accuracy by Model, facet Dataset',
  ],
  [
    'Small multiples of yield by variety',
    'site:3 variety:4',
    'yield',
    'bar: Yield by Variety, facet Site',
  ],
  [
    'Scatter of height against weight in separate panels by sex',
    'sex:2 person:4',
    'weight height',
    'scatter: Height by Weight, color Person, facet Sex',
  ],
  [
    'Strip plot: points of score by group',
    'group:3 person:4',
    'score',
    'scatter: Score by Group, color Person',
  ],
  // What cannot be drawn.
  ['Pie chart of market share', 'browser:4', 'share', 'error: `pie`'],
  ['A Sankey diagram of energy flows', 'from:3 to:2', 'flow', 'error: `sankey`'],
  ['3D bar chart of sales', 'region:3', 'sales', 'error: `3d`'],
  ['Radar chart of skills, or a bar chart', 'skill:4', 'level', 'error: `radar`'],
  ['Small multiples of rainfall', 'month:6', 'rainfall', 'error: no column is left'],
]

test.each(corpus)('%s | %s | %s', (prompt, keys, numbers, plot) => {
  const read = readTable(combine(keys, numbers.split(' ')))
  if ('problem' in read) throw new Error(read.problem.message)
  const { chart, problems } = inferChart(read.table, prompt, {})
  if (plot.startsWith('error: ')) {
    expect(problems.map(({ message }) => message).join()).toContain(plot.slice('error: '.length))
  } else {
    expect(chart === undefined ? problems[0]?.message : summarise(chart)).toEqual(plot)
  }
})

/**
 * Rows for every combination of the keys; numbers that grow and differ between columns, and ends
 * of errors around them.
 */
function combine(keys: string, numbers: readonly string[]): JsonObject[] {
  let rows: JsonObject[] = keys === '' ? Array.from({ length: 8 }, () => ({})) : [{}]
  for (const key of keys.split(' ').filter(Boolean)) {
    const [name = '', count] = key.split(':')
    const values = Array.from({ length: Number(count) }, (_, index) => cellOf(name, index))
    rows = rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value })))
  }
  return rows.map((row, index) => {
    const offset = (name: string) => (name.endsWith('low') ? -30 : name.endsWith('high') ? 30 : 0)
    const measured = numbers.map((name, column) => [
      name,
      40 + 3 * index + 2 * column + offset(name),
    ])
    return { ...row, ...Object.fromEntries(measured) }
  })
}

function cellOf(name: string, index: number): string | number {
  const number = String(index + 1).padStart(2, '0')
  if (name === 'date') return `2024-03-${number}`
  if (name === 'month') return `2024-${number}`
  if (name === 'time') return `2024-03-01T${number}:00`
  if (name === 'year') return 2015 + index
  return ['epoch', 'step', 'hour', 'length', 'batch_size', 'id'].includes(name)
    ? 2 ** index
    : `${name} ${number}`
}

function summarise({
  facet,
  mark,
  orient,
  rows,
  series,
  shade,
  size,
  sort,
  stack,
  trend,
  valueLabels,
  x,
  y,
}: Chart): string {
  const log = x.log && y.log ? 'log-log' : x.log ? 'log-x' : y.log ? 'log-y' : undefined
  const drawn = [mark, stack, orient, log, trend && 'trend'].filter(Boolean).join(' ')
  const parts = [
    `${drawn}: ${y.title || 'no title'} by ${x.title}`,
    series && `color ${series.title || series.names.join('/')}`,
    shade && `shade ${shade.title}`,
    size && `size ${size.title}`,
    facet && `facet ${facet.title}`,
    valueLabels && 'labels',
    sort,
    rows.some(({ low }) => low !== undefined) && 'error',
    rows.some(({ label }) => label !== undefined) && 'names',
  ]
  return parts.filter(Boolean).join(', ')
}
