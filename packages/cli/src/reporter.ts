import type { FigmillEvent, Problem } from '@figmill/core'
import type { CommandOptions } from './command-line.js'
import { amount, count } from './count.js'
import { writeProblems } from './problem-event.js'
import { createProgress, type Progress } from './progress.js'
import type { Terminal } from './terminal.js'
import { toVisible, toVisibleLine } from './visible-text.js'

/**
 * Tells what happens. To a person: live lines on a terminal, plain lines elsewhere, nothing when
 * quiet. To a program, with `--json`: each event as a line of JSON, when quiet those of problems.
 */
export interface Reporter {
  listen(event: FigmillEvent): void
  warn(problems: readonly Problem[]): void
  /** What this run spent and what is still reserved, as lines; nothing where nothing cost money. */
  spent(): string
  /** Says the same where there is no result to print; passes the error on. */
  giveUp(error: unknown): never
  /** Prints the result: text for people, or the JSON object. */
  finish(text: string, json: unknown): void
}

export function createReporter(options: CommandOptions, terminal: Terminal): Reporter {
  const { stderr, stdout } = terminal
  const silent = options.quiet === true || options.json === true
  const isLive = !silent && stderr.isTTY === true && terminal.env.CI === undefined
  const progress = createProgress()
  let drawn = 0

  const clear = () => {
    if (drawn > 0) stderr.write(`\r\u001B[${drawn}A\u001B[0J`)
    drawn = 0
  }
  const draw = () => {
    clear()
    const lines = progress.lines(Date.now()).map((line) => toFit(line, (stderr.columns || 80) - 1))
    stderr.write(lines.map((line) => `${line}\n`).join(''))
    drawn = lines.length
  }
  /** Text that stays, above what is live. */
  const say = (text: string | Uint8Array) => {
    clear()
    stderr.write(text)
    if (isLive && progress.isRunning()) draw()
  }
  if (isLive && terminal.notices) terminal.notices.say = say
  const endLive = () => {
    clear()
    delete terminal.notices?.say
  }

  return {
    listen(event) {
      progress.listen(event)
      if (options.json) {
        if (!options.quiet || toldWhenQuiet.has(event.type)) stderr.write(toJsonLine(event))
        return
      }
      switch (event.type) {
        case 'figure-finished':
          if (!isLive && !silent) stderr.write(toLine(event))
          break
        case 'figure-parked':
          if (!silent)
            say(`parked ${toVisibleLine(event.figure)}: ${toVisibleLine(event.problem.message)}\n`)
          break
        case 'jobs-left':
          if (!silent) {
            const them = event.jobs === 1 ? 'it' : 'them'
            const run = event.jobs === 1 ? 'runs' : 'run'
            say(
              `${count(event.jobs, 'job')} still ${run} at ${event.provider}: the next build picks ${them} up, and buys nothing twice\n`,
            )
          }
          break
        case 'provider-down':
          say(
            `warning: \`${event.provider}\` is left alone for now: ${toVisibleLine(event.detail)}\n`,
          )
          break
        case 'cache-healed':
          say(`cache: ${toVisible(event.detail)}\n`)
          break
        case 'cache-unavailable':
          say(
            `warning: cache \`${event.tier}\` is unavailable: ${toVisible(event.detail)}\n    What is free is made without it; nothing is bought that it may hold.\n`,
          )
          break
        case 'problem':
          writeProblems({ write: say }, [event.problem], options)
          break
      }
      if (isLive && event.type.startsWith('figure-')) {
        if (progress.isRunning()) draw()
        else clear()
      }
    },
    warn(problems) {
      writeProblems({ write: say }, problems, options)
    },
    spent: () => tellSpent(progress),
    giveUp(error) {
      endLive()
      if (!silent) stderr.write(tellSpent(progress))
      throw error
    },
    finish(text, json) {
      endLive()
      if (options.json) stdout.write(`${JSON.stringify(json, null, 2)}\n`)
      else if (!options.quiet) stdout.write(toVisible(text))
    },
  }
}

/** Of these a quiet command tells all the same, to people as to programs. */
const toldWhenQuiet: ReadonlySet<FigmillEvent['type']> = new Set([
  'provider-down',
  'cache-healed',
  'cache-unavailable',
  'problem',
])

const toJsonLine = (event: FigmillEvent) => `${JSON.stringify(event)}\n`

/** The beginning of a line that fits. What is not ASCII may be two columns wide, but for the bar. */
function toFit(line: string, columns: number): string {
  let room = columns
  let shown = ''
  for (const character of line) {
    room -= /[ -~█░]/.test(character) ? 1 : 2
    if (room < 0) break
    shown += character
  }
  return shown
}

function toLine({
  costCredits,
  elapsedMs,
  figure,
  provider,
}: Extract<FigmillEvent, { type: 'figure-finished' }>): string {
  const price = costCredits > 0 ? `, ${count(costCredits, 'credit')}` : ''
  return `made ${toVisibleLine(figure)} (${provider}, ${Math.round(elapsedMs)} ms${price})\n`
}

function tellSpent(progress: Progress): string {
  return progress
    .providers()
    .filter(({ reservedCredits, spentCredits }) => spentCredits > 0 || amount(reservedCredits) > 0)
    .map(({ provider, reservedCredits, spentCredits }) => {
      const reserved =
        amount(reservedCredits) > 0 ? `, ${count(reservedCredits, 'credit')} still reserved` : ''
      return `Spent: ${count(spentCredits, 'credit')} of ${provider}${reserved}\n`
    })
    .join('')
}
