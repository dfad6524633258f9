import { beforeEach, expect, test, vi } from 'vitest'
import type { CommandContext } from '../src/command.js'
import { type ExitCode, exitCodes } from '../src/terminal.js'
import { createWorkspace } from './workspace.js'

/** What the command under test opens and does. */
let command: (context: CommandContext) => Promise<ExitCode>
vi.mock('../src/commands/check.js', () => ({
  check: (context: CommandContext) => command(context),
}))

const closed: string[] = []
beforeEach(() => void closed.splice(0))

/** Opens three things, of which the first two cannot be closed. */
function open({ cleanups }: CommandContext): void {
  for (const name of ['first', 'second', 'third']) {
    cleanups.push(async () => {
      closed.push(name)
      if (name === 'third') return
      throw Object.assign(new Error(`EIO: ${name}`), { code: 'EIO' })
    })
  }
}

const hint = 'What is done stays done.'
const warnings = ['first', 'second']
  .map((name) => `warning: not everything could be closed: EIO: ${name} [EIO]\n    ${hint}\n`)
  .join('')

test('what cannot be closed is a warning behind a command that is done, and hides no other', async () => {
  command = async (context) => {
    open(context)
    context.terminal.stdout.write('all there\n')
    return exitCodes.done
  }
  const outcome = await createWorkspace({}).figmill('check')
  expect(outcome).toMatchObject({ code: 0, stdout: 'all there\n', stderr: warnings })
  expect(closed).toEqual(['first', 'second', 'third'])
})

test('what cannot be closed comes behind the failure of a command, whose code stays', async () => {
  command = async (context) => {
    open(context)
    throw Object.assign(new Error('ENOSPC: the disk is full'), { code: 'ENOSPC' })
  }
  const { code, stderr } = await createWorkspace({}).figmill('check')
  expect(code).toBe(1)
  expect(stderr).toMatch(/^error: ENOSPC: the disk is full \[ENOSPC\]\n/)
  expect(stderr.endsWith(`\nfigmill: 1 error\n${warnings}`)).toBe(true)
  expect(closed).toEqual(['first', 'second', 'third'])
})

test('what cannot be closed is an event for a program', async () => {
  command = async (context) => {
    open(context)
    return exitCodes.missing
  }
  const { code, stderr } = await createWorkspace({}).figmill('check', '--json')
  const events = stderr.trimEnd().split('\n')
  const problem = { code: 'EIO', severity: 'warning', hint }
  expect(code).toBe(3)
  expect(events.map((line) => JSON.parse(line))).toMatchObject([
    { type: 'problem', problem },
    { type: 'problem', problem },
  ])
})
