/** One service on this machine: `npm run emulate -- paperbanana --port 8090`. Ends with Ctrl-C. */
import { parseArgs } from 'node:util'
import { systemClock } from '@figmill/core'
import type { Emulator } from './emulator.ts'
import { emulators } from './index.ts'
import { serve } from './serve.ts'

const usage = `Usage: npm run emulate -- ${Object.keys(emulators).join('|')} [--port 8090] [--keys a,b] [--credits 100] [--duration 2000]\n`

/** Says what is wrong, and how it is called. */
function refuse(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n${usage}`)
  process.exit(2)
}

const options = {
  /** Of loopback; any that is free without it. */
  port: { type: 'string', default: '0' },
  /** Keys it knows, separated by commas. */
  keys: { type: 'string' },
  /** Credits of the account at the start. */
  credits: { type: 'string' },
  /** How long its tasks take, in milliseconds. */
  duration: { type: 'string' },
} as const
const { positionals, values } = readArguments()

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options })
  } catch (error) {
    return refuse(error)
  }
}

const [name = ''] = positionals
const create = emulators[name]
if (create === undefined || positionals.length !== 1) refuse('Name one service.')
const asNumber = (text: string | undefined) => (text === undefined ? undefined : Number(text))
const durationMs = asNumber(values.duration)

let emulator: Emulator | undefined
const { origin } = await serve(
  (origin) => {
    const made = create({
      clock: systemClock,
      origin,
      keys: values.keys?.split(','),
      credits: asNumber(values.credits),
      durationMs: durationMs === undefined ? undefined : () => durationMs,
    })
    emulator = made
    return made.handle
  },
  { port: Number(values.port) },
).catch(refuse)
process.stdout.write(`${name} at ${origin}\n`)
process.once('SIGINT', () => {
  const charged = (emulator?.charges() ?? []).reduce((sum, { credits }) => sum + credits, 0)
  process.stdout.write(`\n${emulator?.charges().length ?? 0} charges, ${charged} credits\n`)
  process.exit()
})
