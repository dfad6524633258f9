import type { FigmillEvent, Problem } from '@figmill/core'
import type { CommandOptions } from './command-line.js'
import { toVisibleProblem } from './problem-text.js'
import type { Terminal } from './terminal.js'
import { toVisible, toVisibleLine } from './visible-text.js'

/** Tells a person what happens: a bar on a terminal, plain lines elsewhere, nothing when quiet. */
export interface Reporter {
  listen(event: FigmillEvent): void
  warn(problems: readonly Problem[]): void
  /** Prints the result: text for people, or the JSON object. */
  finish(text: string, json: unknown): void
}

export function createReporter(options: CommandOptions, terminal: Terminal): Reporter {
  const { stderr, stdout } = terminal
  const silent = options.quiet === true || options.json === true
  const bar = !silent && stderr.isTTY === true && terminal.env.CI === undefined
  let total = 0
  let done = 0
  let running = 0

  const draw = (what: string) => {
    const width = 24
    const filled = total === 0 ? 0 : Math.min(width, Math.round((done / total) * width))
    const line = `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${done}/${total}  ${what}`
    stderr.write(`\r\u001B[2K${line.slice(0, (stderr.columns || 80) - 1)}`)
  }
  const clear = () => {
    if (bar) stderr.write('\r\u001B[2K')
  }

  return {
    listen(event) {
      switch (event.type) {
        case 'figure-queued':
          total += 1
          return
        case 'figure-started':
          running += 1
          if (bar) draw(toVisibleLine(event.figure))
          return
        case 'figure-finished':
          running -= 1
          done += 1
          if (bar) draw(toVisibleLine(event.figure))
          else if (!silent) {
            stderr.write(
              `made ${toVisibleLine(event.figure)} (${event.provider}, ${Math.round(event.elapsedMs)} ms)\n`,
            )
          }
          if (bar && running === 0) clear()
          return
        case 'figure-failed':
          running -= 1
          clear()
          return
        case 'cache-healed':
          clear()
          stderr.write(`cache: ${toVisible(event.detail)}\n`)
          return
        case 'cache-unavailable':
          clear()
          stderr.write(
            `warning: cache \`${event.tier}\` is unavailable: ${toVisible(event.detail)}\n`,
          )
          return
        case 'problem':
          clear()
          stderr.write(`${toVisibleProblem(event.problem)}\n`)
          return
        case 'documents-scanned':
        case 'file-written':
          return
      }
    },
    warn(problems) {
      for (const problem of problems) stderr.write(`${toVisibleProblem(problem)}\n`)
    },
    finish(text, json) {
      clear()
      if (options.json) stdout.write(`${JSON.stringify(json, null, 2)}\n`)
      else if (!options.quiet) stdout.write(toVisible(text))
    },
  }
}
