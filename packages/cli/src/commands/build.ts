import { formatProblem } from '@figmill/core/internal-warm'
import type { CommandContext } from '../command.js'
import { count } from '../count.js'
import { type ExitCode, exitCodes } from '../terminal.js'
import { findCurrentReport, identifyBuild, type StoredReport } from '../warm-build.js'

/** `figmill build`: nothing but `node:fs` is loaded when nothing has changed. */
export async function build(context: CommandContext): Promise<ExitCode> {
  const { operands, options, terminal } = context
  if (operands.includes('-')) {
    const { buildStandardInput } = await import('../build-standard-input.js')
    return buildStandardInput(context)
  }
  if (options.watch) {
    const { watchBuild } = await import('../watch-build.js')
    return watchBuild(context)
  }
  const startedMs = Date.now()
  const identity = await identifyBuild(terminal.cwd, operands, options)
  const current = findCurrentReport(identity)
  if (current === undefined) {
    const { buildDocuments } = await import('../build-documents.js')
    return buildDocuments(context, identity)
  }
  if (identity.close !== undefined) context.cleanups.push(identity.close)
  if (current.warnings.length > 0) {
    const { writeProblems } = await import('../problem-event.js')
    writeProblems(terminal.stderr, current.warnings, options)
  }
  if (options.json) terminal.stdout.write(`${JSON.stringify(toJson(current), null, 2)}\n`)
  else if (!options.quiet) terminal.stdout.write(toText(current, Date.now() - startedMs))
  return exitCodes.done
}

function toJson({ documents, figures, figuresFolder, warnings }: StoredReport): unknown {
  return {
    command: 'build',
    ok: true,
    documents,
    figures,
    made: 0,
    drafts: 0,
    written: [],
    removed: [],
    lockfileChanged: false,
    figuresFolder,
    warnings: warnings.map(formatProblem),
  }
}

function toText({ documents, figures }: StoredReport, elapsedMs: number): string {
  const what = `${count(figures, 'figure')} in ${count(documents, 'document')}`
  return `${what}: nothing changed (${elapsedMs} ms)\n`
}
