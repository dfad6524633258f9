const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

type Unit = 'second' | 'minute' | 'hour' | 'day' | 'month' | 'year'

interface Interval {
  unit: Unit
  step: number
  /** Milliseconds, about. */
  length: number
}

const units: readonly [unit: Unit, length: number, steps: readonly number[]][] = [
  ['second', second, [1, 5, 15, 30]],
  ['minute', minute, [1, 5, 15, 30]],
  ['hour', hour, [1, 3, 6, 12]],
  ['day', day, [1, 2, 7, 14]],
  ['month', 30.44 * day, [1, 2, 3, 6]],
  ['year', 365.25 * day, [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]],
]
const intervals: readonly Interval[] = units.flatMap(([unit, length, steps]) =>
  steps.map((step) => ({ unit, step, length: step * length })),
)

/** How many more ticks with a time have room than with a date: their labels are short. */
const clockShare = 1.5

/** A tick, and its label: a second line says what the first leaves out. */
export interface TimeTick {
  /** Milliseconds since the epoch. */
  value: number
  label: string[]
}

/**
 * About `count` ticks between two times, all in UTC: at round dates, and never finer than the
 * times themselves, so that months are not told as days.
 *
 * @param times Milliseconds since the epoch.
 */
export function timeTicks(
  times: readonly number[],
  [low, high]: [number, number],
  count: number,
): TimeTick[] {
  const finest = intervals.findIndex(({ unit }) => unit === unitOf(times))
  const coarse = intervals.slice(finest)
  const fits = ({ length, unit }: Interval) =>
    (high - low) / length <= count * (isClock(unit) ? clockShare : 1)
  const fitting = coarse.findIndex(fits)
  const choices = fitting < 0 ? coarse : coarse.slice(0, fitting + 1)
  // A single tick tells no distance: then they are finer.
  const chosen =
    choices.findLast((interval) => ticksOf(interval, [low, high]).length > 1) ?? choices.at(-1)
  if (chosen === undefined) return []
  const values = ticksOf(chosen, [low, high])
  const shown = values.length > 0 ? values : [low]
  return shown.map((value, index) => ({
    value,
    label: labelOf(value, shown[index - 1], chosen.unit),
  }))
}

function ticksOf(interval: Interval, [low, high]: [number, number]): number[] {
  const values: number[] = []
  for (let value = floorTo(low, interval); value <= high; value = nextOf(value, interval)) {
    if (value >= low) values.push(value)
  }
  return values
}

function isClock(unit: Unit): boolean {
  return unit === 'hour' || unit === 'minute'
}

/** The coarsest unit that all times are whole multiples of. */
function unitOf(times: readonly number[]): Unit {
  const dates = times.map((time) => new Date(time))
  const every = (isWhole: (date: Date) => boolean) => dates.every(isWhole)
  if (!every((date) => date.getTime() % minute === 0)) return 'second'
  if (!every((date) => date.getTime() % hour === 0)) return 'minute'
  if (!every((date) => date.getTime() % day === 0)) return 'hour'
  if (!every((date) => date.getUTCDate() === 1)) return 'day'
  return every((date) => date.getUTCMonth() === 0) ? 'year' : 'month'
}

function floorTo(time: number, { length, step, unit }: Interval): number {
  const date = new Date(time)
  if (unit === 'year') return startOf(Math.floor(date.getUTCFullYear() / step) * step, 0)
  if (unit === 'month') {
    return startOf(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / step) * step)
  }
  // The epoch was a Thursday; weeks begin on Monday.
  const shift = unit === 'day' && step % 7 === 0 ? 4 * day : 0
  return Math.floor((time - shift) / length) * length + shift
}

function nextOf(time: number, { length, step, unit }: Interval): number {
  const date = new Date(time)
  if (unit === 'year') return startOf(date.getUTCFullYear() + step, 0)
  if (unit === 'month') return startOf(date.getUTCFullYear(), date.getUTCMonth() + step)
  return time + length
}

/** Years before 100 too, which `Date.UTC` takes for years of the last century. */
function startOf(year: number, month: number): number {
  return new Date(0).setUTCFullYear(year, month, 1)
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function labelOf(time: number, before: number | undefined, unit: Unit): string[] {
  const [date, last] = [time, before].map((value) => new Date(value ?? Number.NaN)) as [Date, Date]
  const year = String(date.getUTCFullYear())
  if (unit === 'year') return [year]
  const month = months[date.getUTCMonth()] ?? ''
  const isNewYear = date.getUTCFullYear() !== last.getUTCFullYear()
  if (unit === 'month') return isNewYear ? [month, year] : [month]
  const dayText = `${month} ${date.getUTCDate()}`
  if (unit === 'day') return isNewYear ? [dayText, year] : [dayText]
  const clock = date.toISOString().slice(11, unit === 'second' ? 19 : 16)
  const isNewDay = Math.floor(time / day) !== Math.floor((before ?? Number.NaN) / day)
  return isNewDay ? [clock, dayText] : [clock]
}

/** Milliseconds since the epoch; a time without a zone is taken for UTC, wherever this runs. */
export function toUtc(text: string): number {
  const zoned = /[T ]\d/.test(text) && !/(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text
  return Date.parse(zoned.replace(' ', 'T'))
}
