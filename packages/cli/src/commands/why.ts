import { FigureError, type LockEntry, nearestName, planFigures } from '@figmill/core'
import {
  isDeferred,
  keyOf,
  type Project,
  partsOf,
  planComposites,
  readLockfile,
  readProject,
  shortName,
  throwIfErrors,
} from 'remark-figmill/internal-project'
import type { CommandContext } from '../command.js'
import { openCommandProject } from '../command-project.js'
import { listChanges } from '../list-changes.js'
import { createReporter } from '../reporter.js'
import { type ExitCode, exitCodes } from '../terminal.js'

/** `figmill why ID`: which fields of a figure changed since it was last built, and what it shows. */
export async function why(context: CommandContext): Promise<ExitCode> {
  const { operands, options, terminal } = context
  const [id, ...others] = operands
  if (id === undefined || others.length > 0) {
    throw new FigureError('usage', '`figmill why` takes the id of one figure', {
      hint: 'Such as `figmill why fig-accuracy`. `figmill ls` lists them.',
    })
  }
  const reporter = createReporter(options, terminal)
  const project = await openCommandProject(context)
  const { documents, problems } = await readProject(project)
  throwIfErrors(problems)
  const figures = documents.flatMap((document) => document.figures)
  // The id of a group asks for all its panels, and for what a service makes of them.
  const chosen = figures.flatMap((figure) => {
    const parts = partsOf(figure)
    return matches(keyOf(figure), id) ? parts : parts.filter((part) => matches(part.figure, id))
  })
  if (chosen.length === 0) throw unknownId(id, figures.map(keyOf))
  const lockfile = readLockfile(project)
  const composites = await planComposites(
    figures.filter((figure) => matches(keyOf(figure), id)),
    project,
  )
  const waiting = [...chosen.filter(isDeferred), ...composites.waiting].map(
    ({ figure, from, place }) => ({
      figure,
      ...place,
      state: 'waiting',
      from: from.figure,
      locked: lockfile.has(figure),
    }),
  )
  const requests = [...composites.requests, ...chosen.flatMap(({ request }) => request ?? [])]
  const planned = await planFigures(requests, project)
  const answers = await Promise.all(
    planned.map(async ({ record, request, state }) => {
      const entry = lockfile.get(request.figure)
      const changes = entry === undefined ? [] : compareFields(entry.fields, request.fields)
      const details = entry === undefined ? [] : await findDetails(project, entry, request.request)
      return {
        figure: request.figure,
        ...request.place,
        state,
        locked: entry !== undefined,
        changes,
        details,
        description: record?.description,
        conclusions: request.conclusions ?? [],
      }
    }),
  )
  const texts = [
    ...answers.map((answer) => `${explain(answer)}${describe(answer)}${conclude(answer)}`),
    ...waiting.map(({ figure, file, from, line }) => {
      const source = shortName(from, file)
      return `${titleOf({ figure, file, line })}\n  waits for its source \`${source}\`, which has to be made first.`
    }),
  ]
  const json = { command: 'why', ok: true, figures: [...answers, ...waiting] }
  reporter.finish(`${texts.join('\n')}\n`, json)
  return exitCodes.done
}

interface Change {
  field: string
  kind: 'changed' | 'added' | 'removed'
}

interface Answer {
  figure: string
  file: string
  line: number
  state: string
  locked: boolean
  changes: Change[]
  details: string[]
  /** Of the figure as it is now. */
  description: string | undefined
  /** What was worked out from the author's words, and from what. */
  conclusions: readonly string[]
}

function explain({ changes, details, figure, file, line, locked, state }: Answer): string {
  const title = titleOf({ figure, file, line })
  const cached = state === 'hit'
  if (!locked) {
    const next = cached ? 'Its picture is in the cache already.' : 'It has to be made.'
    return `${title}\n  is not in the lockfile: it is new, or was never built. ${next}`
  }
  if (changes.length === 0) {
    return cached
      ? `${title}\n  has not changed, and its picture is in the cache.`
      : `${title}\n  has not changed, but its picture is not in the cache (${state}).`
  }
  const lines = changes.map(({ field, kind }) => `  ${field}: ${kind}`)
  const next = cached
    ? 'The picture for the figure as it is now is in the cache already.'
    : 'It has to be made again.'
  return [title, ...lines, ...details.map((detail) => `    ${detail}`), `  ${next}`].join('\n')
}

function titleOf({ figure, file, line }: Pick<Answer, 'figure' | 'file' | 'line'>): string {
  return `${figure} (${file}:${line})`
}

function describe({ description }: Answer): string {
  return description === undefined ? '' : `\n  It shows: ${description}`
}

function conclude({ conclusions }: Answer): string {
  if (conclusions.length === 0) return ''
  return ['\n  It was worked out:', ...conclusions.map((line) => `    ${line}`)].join('\n')
}

function matches(figure: string, id: string): boolean {
  return figure === id || figure.slice(figure.lastIndexOf('#') + 1) === id.replace(/^#/, '')
}

function unknownId(id: string, figures: readonly string[]): FigureError {
  const ids = figures.map((figure) => figure.slice(figure.lastIndexOf('#') + 1))
  const nearest = nearestName(id.replace(/^.*#/, ''), ids)
  return new FigureError('id-unknown', `there is no figure \`${id}\``, {
    hint: nearest === undefined ? '`figmill ls` lists them.' : `Did you mean \`${nearest}\`?`,
  })
}

function compareFields(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): Change[] {
  const fields = [...new Set([...Object.keys(after), ...Object.keys(before)])]
  return fields.flatMap((field): Change[] => {
    if (before[field] === after[field]) return []
    if (before[field] === undefined) return [{ field, kind: 'added' }]
    return [{ field, kind: after[field] === undefined ? 'removed' : 'changed' }]
  })
}

/** Where the old picture's record is still at hand, the values themselves can be compared. */
async function findDetails(
  project: Project,
  entry: LockEntry,
  request: { body: unknown },
): Promise<string[]> {
  const found = project.cache.peek(entry.specDigest)
  const record = found.state === 'hit' ? found.value : undefined
  if (record === undefined || record.kind !== 'request') return []
  const before = JSON.parse(record.canonical) as { body?: unknown }
  return listChanges(before.body, request.body)
}
