import { type ContentDigest, isContentDigest, isSpecDigest, type SpecDigest } from './digest.js'
import type { FigureKey } from './events.js'
import { canonicalJson } from './json.js'
import { type Problem, ProblemsError } from './problem.js'

/** Which picture a figure had when it was last built, and a short hash of everything it came from. */
export interface LockEntry {
  figure: FigureKey
  specDigest: SpecDigest
  contentDigest: ContentDigest
  provider: string
  costCredits: number
  /** Short hash by field of the request, so that `why` can name what changed. */
  fields: Readonly<Record<string, string>>
}

export type Lockfile = ReadonlyMap<FigureKey, LockEntry>

const header = '{"figmill":1}'

/** One JSON object per line, sorted by figure, nothing that changes by itself: it merges line by line. */
export function formatLockfile(lockfile: Lockfile): string {
  const figures = [...lockfile.keys()].sort()
  const lines = figures.flatMap((figure) => {
    const entry = lockfile.get(figure)
    return entry === undefined ? [] : [formatEntry(entry)]
  })
  return `${[header, ...lines].join('\n')}\n`
}

function formatEntry(entry: LockEntry): string {
  const { figure, specDigest, contentDigest, provider, costCredits, fields } = entry
  const start = JSON.stringify({
    figure,
    spec: specDigest,
    content: contentDigest,
    provider,
    cost: costCredits,
  })
  return `${start.slice(0, -1)},"fields":${canonicalJson(fields)}}`
}

/**
 * Reads a lockfile.
 *
 * @param name What the file is called in messages.
 * @throws {ProblemsError} `lockfile-invalid`, every bad line at its place.
 */
export function parseLockfile(text: string, name: string): Lockfile {
  const entries = new Map<FigureKey, LockEntry>()
  const problems: Problem[] = []
  const lines = text.split(/\r?\n/)
  const complain = (index: number, message: string, hint: string) => {
    problems.push({
      code: 'lockfile-invalid',
      severity: 'error',
      message,
      hint,
      place: { file: name, line: index + 1, column: 1 },
    })
  }
  if (lines[0] !== header) {
    complain(0, `expected the first line to be ${header}`, restoreHint)
  }
  lines.forEach((line, index) => {
    if (index === 0 || line === '') return
    if (/^(?:<{7}|={7}|>{7}|\|{7})/.test(line)) {
      complain(index, 'a merge conflict is not resolved', 'Keep the lines of both sides and build.')
      return
    }
    const entry = parseEntry(line)
    if (entry === undefined) {
      complain(index, `expected one figure as JSON, saw \`${line.slice(0, 60)}\``, restoreHint)
    } else if (entries.has(entry.figure)) {
      complain(index, `\`${entry.figure}\` is listed twice`, 'Keep one of the two lines and build.')
    } else {
      entries.set(entry.figure, entry)
    }
  })
  if (problems.length > 0) throw new ProblemsError(problems)
  return entries
}

const restoreHint =
  'Restore the file from version control, or delete it: cached pictures are found again without it.'

function parseEntry(line: string): LockEntry | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { figure, spec, content, provider, cost, fields } = value as Record<string, unknown>
  const valid =
    typeof figure === 'string' &&
    isSpecDigest(spec) &&
    isContentDigest(content) &&
    typeof provider === 'string' &&
    typeof cost === 'number' &&
    isStringRecord(fields)
  if (!valid) return undefined
  return { figure, specDigest: spec, contentDigest: content, provider, costCredits: cost, fields }
}

function isStringRecord(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((item) => typeof item === 'string')
  )
}
