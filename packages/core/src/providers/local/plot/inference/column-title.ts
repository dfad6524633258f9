/** Endings of column names that are units, and how the unit is written. */
const units: Record<string, string> = {
  percent: '%',
  millions: 'millions',
  billions: 'billions',
  thousands: 'thousands',
  pct: '%',
  perc: '%',
  ms: 'ms',
  us: 'µs',
  ns: 'ns',
  s: 's',
  sec: 's',
  secs: 's',
  seconds: 's',
  min: 'min',
  minutes: 'min',
  hours: 'h',
  kb: 'kB',
  mb: 'MB',
  gb: 'GB',
  tb: 'TB',
  hz: 'Hz',
  khz: 'kHz',
  mhz: 'MHz',
  ghz: 'GHz',
  g: 'g',
  mg: 'mg',
  kg: 'kg',
  t: 't',
  ml: 'ml',
  ha: 'ha',
  m: 'm',
  m2: 'm²',
  km2: 'km²',
  kmh: 'km/h',
  mph: 'mph',
  ppm: 'ppm',
  ppb: 'ppb',
  hpa: 'hPa',
  kw: 'kW',
  mw: 'MW',
  gw: 'GW',
  km: 'km',
  cm: 'cm',
  mm: 'mm',
  nm: 'nm',
  usd: 'USD',
  eur: 'EUR',
  celsius: '°C',
  kwh: 'kWh',
  mwh: 'MWh',
  gwh: 'GWh',
  twh: 'TWh',
  db: 'dB',
}

/** Words that are written in capitals. */
const acronyms = new Set(
  'ai api auc bert bleu cer cnn co2 cpu csv dna f1 flops gdp gpt gpu id io iou json llm lr map mae mlp mse nlp psnr ram rmse rna rnn roc rouge snr sql ssim tpu url vit wer'.split(
    ' ',
  ),
)

export interface ColumnTitle {
  /** Words of the name, as written. */
  words: string[]
  unit?: string | undefined
}

/** Takes a column name such as `test_accuracy_percent` apart. */
export function parseColumnName(name: string): ColumnTitle {
  if (/[\s()[\]]/.test(name.trim())) return { words: [name.trim()] }
  const words = name
    .replace(/([\p{Ll}\d])(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[_\-.\s]+/)
    .filter((word) => word !== '')
  const last = words.at(-1)?.toLowerCase() ?? ''
  const unit = words.length > 1 && Object.hasOwn(units, last) ? units[last] : undefined
  return unit === undefined ? { words } : { words: words.slice(0, -1), unit }
}

/** A title for readers: `test_accuracy_percent` becomes `Test accuracy (%)`. */
export function toTitle(name: string): string {
  return formatTitle(parseColumnName(name))
}

export function formatTitle({ words, unit }: ColumnTitle): string {
  const spelled = words.map((word) => (acronyms.has(word) ? word.toUpperCase() : word)).join(' ')
  // Symbols such as x, y and n are no words.
  const isSymbol = spelled.length === 1
  const text = isSymbol ? spelled : spelled.charAt(0).toUpperCase() + spelled.slice(1)
  return unit === undefined ? text : `${text} (${unit})`
}

/** One title and a name each for columns drawn together: `train_loss`, `val_loss` share `Loss`. */
export function toSharedTitle(names: readonly string[]): { title: string; names: string[] } {
  const parts = names.map(parseColumnName)
  const [first] = parts
  if (first === undefined) return { title: '', names: [] }
  const unit = parts.every((part) => part.unit === first.unit) ? first.unit : undefined
  const shortest = Math.min(...parts.map((part) => part.words.length))
  const same = (at: number) => parts.every((part) => part.words.at(at) === first.words.at(at))
  let tail = 0
  while (tail < shortest - 1 && same(-1 - tail)) tail++
  let head = 0
  while (tail === 0 && head < shortest - 1 && same(head)) head++
  const shared = tail > 0 ? first.words.slice(-tail) : first.words.slice(0, head)
  const rest = parts.map((part) => ({
    words: tail > 0 ? part.words.slice(0, -tail) : part.words.slice(head),
    unit: unit === undefined ? part.unit : undefined,
  }))
  const title =
    shared.length === 0 && unit === undefined ? '' : formatTitle({ words: shared, unit })
  return { title: title.trim().replace(/^\((.*)\)$/, '$1'), names: rest.map(formatTitle) }
}
