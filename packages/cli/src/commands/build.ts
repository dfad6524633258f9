import type { CommandContext } from '../command.js'
import { count } from '../count.js'
import { type ExitCode, exitCodes } from '../terminal.js'
import { toVisible } from '../visible-text.js'
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
  if (options.json) {
    // A program finds the warnings in there.
    terminal.stdout.write(`${JSON.stringify(toJson(current), null, 2)}\n`)
    return exitCodes.done
  }
  for (const warning of current.warnings) terminal.stderr.write(`${toVisible(warning)}\n`)
  if (!options.quiet) terminal.stdout.write(toText(current, Date.now() - startedMs))
  return exitCodes.done
}

function toJson({ documents, figures, figuresFolder, warnings }: StoredReport): unknown {
  const unchanged = { made: 0, drafts: 0, written: [], removed: [], lockfileChanged: false }
  return { command: 'build', ok: true, documents, figures, ...unchanged, figuresFolder, warnings }
}

function toText({ documents, figures }: StoredReport, elapsedMs: number): string {
  const what = `${count(figures, 'figure')} in ${count(documents, 'document')}`
  return `${what}: nothing changed (${elapsedMs} ms)\n`
}
