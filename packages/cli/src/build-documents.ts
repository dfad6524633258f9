import { dirname, join } from 'node:path'
import { createFolder, encodeSnapshot, formatProblem, writeFileAtomic } from '@figmill/core'
import {
  type BuildReport,
  buildProject,
  type Project,
  writtenFolders,
} from 'remark-figmill/internal-project'
import { createApproval } from './approve-spending.js'
import type { CommandContext } from './command.js'
import { openCommandProject } from './command-project.js'
import { toContent } from './command-stores.js'
import { count } from './count.js'
import { createReporter } from './reporter.js'
import { type ExitCode, exitCodes } from './terminal.js'
import type { BuildIdentity, StoredReport } from './warm-build.js'

/** Builds everything the command line names, and remembers what it found for the next build. */
export async function buildDocuments(
  context: CommandContext,
  identity: BuildIdentity,
): Promise<ExitCode> {
  const { options, terminal } = context
  const startedMs = performance.now()
  const scanStartedMs = Date.now()
  const reporter = createReporter(options, terminal)
  const project = await openCommandProject(context, { listener: reporter.listen })
  const content = toContent(project.root, context)
  const report = await buildProject(project, {
    content,
    approve: createApproval(context, project.config.budget.confirmAbove),
    async published(done) {
      if (isFinal(done)) await saveSnapshot(project, identity, done, content, scanStartedMs)
    },
  }).catch(reporter.giveUp)
  reporter.warn(report.warnings)
  const { dependencies: _, ...json } = report
  reporter.finish(`${toText(report, performance.now() - startedMs)}${reporter.spent()}`, {
    command: 'build',
    ok: true,
    ...json,
    warnings: report.warnings.map(formatProblem),
  })
  return exitCodes.done
}

/** Where figmill stands in for a service, the next build may have it otherwise with the same files. */
function isFinal({ drafts, warnings }: BuildReport): boolean {
  return drafts === 0 && !warnings.some(({ code }) => code === 'panels-refused')
}

async function saveSnapshot(
  project: Project,
  { identity, snapshotPath }: BuildIdentity,
  report: BuildReport,
  content: readonly string[] | undefined,
  scanStartedMs: number,
): Promise<void> {
  const { config, root } = project
  const { documents, figures, figuresFolder, warnings } = report
  const stored: StoredReport = { documents, figures, figuresFolder, warnings }
  const bytes = encodeSnapshot(
    {
      identity,
      search: {
        content: content ?? config.content,
        exclude: config.exclude,
        skip: writtenFolders(project),
      },
      ...report.dependencies,
      report: JSON.stringify(stored),
    },
    root,
    scanStartedMs,
  )
  createFolder(dirname(snapshotPath))
  await writeFileAtomic(snapshotPath, bytes, {
    durable: false,
    temporaryDirectory: join(root, config.cacheDir, 'tmp'),
  })
}

function toText(report: BuildReport, elapsedMs: number): string {
  const { documents, drafts, figures, figuresFolder, made, removed, written } = report
  const changes = [
    made > 0 ? `${count(made, 'picture')} made` : 'no picture made',
    written.length > 0 ? `${count(written.length, 'file')} written` : 'no file changed',
    ...(removed.length > 0 ? [`${count(removed.length, 'old file')} removed`] : []),
  ]
  const lines = [
    `${count(figures, 'figure')} in ${count(documents, 'document')}: ${changes.join(', ')} (${Math.round(elapsedMs)} ms)`,
    ...(figures > 0 ? [`Pictures: ${figuresFolder}/`] : []),
    ...(drafts > 0
      ? [
          `${count(drafts, 'figure')} ${drafts === 1 ? 'is' : 'are'} a draft and not in the lockfile.`,
        ]
      : []),
  ]
  return `${lines.join('\n')}\n`
}
