import { text } from 'node:stream/consumers'
import { FigureError, type IssuedKey, openKeyAdmin } from '@figmill/core'
import { askYes, canAsk } from '../ask-on-terminal.js'
import type { CommandContext } from '../command.js'
import { openCommandProject } from '../command-project.js'
import { formatTable } from '../format-table.js'
import { findKeyProblem, type KeyRequest, readKeyRequest } from '../key-request.js'
import { createReporter } from '../reporter.js'
import { type ExitCode, exitCodes } from '../terminal.js'

/** Thousands of keys, and nothing that does not end. */
const mostBytes = 16 * 2 ** 20

/** `figmill keys`: the keys that a service gives out, for who administers them. */
export async function keys(context: CommandContext): Promise<ExitCode> {
  const { options, terminal } = context
  const reporter = createReporter(options, terminal)
  const request = readKeyRequest(context)
  const { action, service } = request
  const { config, environment } = await openCommandProject(context)
  const { createSend } = await import('@figmill/core/internal-engine')
  const admin = openKeyAdmin(service, {
    configured: config.services,
    environment,
    send: await createSend({ bytes: mostBytes }),
  })
  const finish = (shown: string, facts: object) => {
    const { name } = service
    reporter.finish(shown, { command: 'keys', ok: true, service: name, action, ...facts })
    return exitCodes.done
  }
  switch (request.action) {
    case 'list': {
      const all = await admin.list()
      const rows = all.map(toRow)
      return finish(rows.length === 0 ? 'There are no keys.\n' : formatTable(rows), { keys: all })
    }
    case 'create': {
      const { secret, ...created } = await admin.create(request.created)
      // Whoever wants to read nothing else still needs this.
      if (options.quiet && !options.json) terminal.stdout.write(`${secret}\n`)
      const row = formatTable([toRow(created)])
      return finish(`${secret}\n${row}Keep the key now: it will not be shown again.\n`, {
        key: { ...created, key: secret },
      })
    }
    case 'show': {
      const { uses, ...shown } = await admin.show(await readKey(request, context))
      const used = uses.map(({ createdAt, endpoint, taskId }) => [createdAt, endpoint, taskId])
      const webhook = shown.webhookUrl === undefined ? '' : `Webhook: ${shown.webhookUrl}\n`
      return finish(`${formatTable([toRow(shown)])}${webhook}${formatTable(used)}`, {
        key: { ...shown, uses },
      })
    }
    case 'update': {
      const key = await admin.update(await readKey(request, context), request.changes)
      return finish(formatTable([toRow(key)]), { key })
    }
    case 'delete': {
      const key = await readKey(request, context)
      if (!options.yes) {
        const [shown, name, , used] = toRow(await admin.show(key))
        const question = `Delete ${shown} (${name}, ${used})? This cannot be undone.`
        if (!(await askYes(question, terminal))) {
          throw new FigureError('usage', 'nothing was deleted', {
            hint: 'Answer `y`, or say --yes.',
          })
        }
      }
      await admin.remove(key)
      return finish('The key is deleted.\n', {})
    }
  }
}

function toRow({ active, createdAt, key, name, quotaRemaining, quotaTotal, used }: IssuedKey) {
  const total = quotaTotal === null ? '' : ` of ${quotaTotal}`
  const left = quotaRemaining === null ? 'no limit' : `${quotaRemaining}${total} left`
  return [key, name, left, `${used} used`, active ? 'active' : 'disabled', createdAt]
}

/** The key that is meant: as it was given, or from standard input. */
async function readKey(
  { key, service }: KeyRequest & { key: string },
  { terminal }: CommandContext,
): Promise<string> {
  if (key !== '-') return key
  if (canAsk(terminal)) {
    terminal.stderr.write('Enter the key, then Ctrl-D on a line of its own.\n')
  }
  const read = (await text(terminal.stdin)).trim()
  const problem = findKeyProblem(read, service)
  if (problem === undefined) return read
  throw new FigureError('usage', `standard input: ${problem}`, {
    hint: 'Give it whole, as it was shown when it was created.',
  })
}
