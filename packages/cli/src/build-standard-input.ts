import { FigureError } from '@figmill/core'
import { buildText, mayHaveFigures } from 'remark-figmill/internal-project'
import type { CommandContext } from './command.js'
import { openCommandProject } from './command-project.js'
import { count } from './count.js'
import { createReporter } from './reporter.js'
import { type ExitCode, exitCodes } from './terminal.js'
import { toVisible } from './visible-text.js'

/** `figmill build -`: one document through the pipe; everything else is said on standard error. */
export async function buildStandardInput(context: CommandContext): Promise<ExitCode> {
  const { operands, options, terminal } = context
  if (operands.length > 1 || options.watch || options.json) {
    throw new FigureError('usage', '`-` stands alone: one document from standard input', {
      hint: 'Leave out the other documents, --watch and --json.',
    })
  }
  const reporter = createReporter({ ...options, json: false }, terminal)
  const project = await openCommandProject(context, { listener: reporter.listen })
  const bytes = await readAll(terminal.stdin)
  // What has no figure is copied as it is, whatever its encoding.
  if (!mayHaveFigures(bytes)) {
    terminal.stdout.write(bytes)
    if (!options.quiet) terminal.stderr.write('0 figures\n')
    return exitCodes.done
  }
  const built = await buildText(project, bytes, terminal.cwd).catch(reporter.giveUp)
  reporter.warn(built.warnings)
  terminal.stdout.write(built.text)
  if (!options.quiet) {
    const what = `${count(built.figures, 'figure')}, ${built.made} made`
    terminal.stderr.write(
      toVisible(`${what}; pictures: ${built.figuresFolder}/\n${reporter.spent()}`),
    )
  }
  return exitCodes.done
}

async function readAll(stream: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}
