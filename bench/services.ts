/**
 * How near the real adapters come to the shortest time that the limits of their services allow, in
 * virtual time and on emulators: 1,000 figures of AutoFigureEdit, whose document tells its limits,
 * and of Flokan, which tells them in the headers of its answers alone.
 * Run: `npm run build && node bench/services.ts`; `--short` counts requests in sliding minutes only.
 */
import { createProviders, createPublicAssets, type Provider } from '@figmill/core'
import { createAutofigureEmulator } from '../packages/emulators/src/autofigure.ts'
import { createDirectSend } from '../packages/emulators/src/direct-send.ts'
import type { Emulator, EmulatorOptions } from '../packages/emulators/src/emulator.ts'
import { createFlokanEmulator, type FlokanOptions } from '../packages/emulators/src/flokan.ts'
import { createVirtualClock } from '../test/fake-service/virtual-clock.ts'
import { createRandom } from './random.ts'
import { type Goal, isMet, printGoals, printMachine, printTable } from './table.ts'
import { buyAll, shortestTime } from './virtual-build.ts'

const figures = 1_000
/** No whole second: services round what they say about time. */
const startMs = Date.UTC(2026, 0, 1) + 400
const allKinds = ['fixed', 'sliding', 'bucket'] as const
const kinds = process.argv.includes('--short') ? (['sliding'] as const) : allKinds
const goals: Goal[] = []
const rows: string[][] = []

interface Case {
  what: string
  service: string
  settings?: object
  keys: readonly string[]
  createEmulator: (options: EmulatorOptions) => Emulator
  /** What the narrowest limit takes. */
  perMinute: number
  durationMs: (index: number) => number
  concurrency: number
}

function keysOf(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(42, 'x')}`)
}

/** The same times for the jobs of every case. */
function between(leastMs: number, mostMs: number): (index: number) => number {
  return (index) => leastMs + createRandom(1 + index)() * (mostMs - leastMs)
}

function createProvider({ keys, service, settings }: Case): Provider {
  const configured = { [service]: { apiKey: keys, ...settings } }
  const assets = createPublicAssets(undefined)
  const services = { configured, environment: {}, assets }
  const provider = createProviders({ draft: false, services }).get(service)
  if (provider === undefined) throw new Error(`there is no provider ${service}`)
  return provider
}

/** @returns Time to the shortest, and requests over a limit. */
async function run(one: Case): Promise<{ ratio: number; refused: number }> {
  const { concurrency, createEmulator, durationMs, keys, perMinute, service, what } = one
  const clock = createVirtualClock(startMs)
  const provider = createProvider(one)
  const origin = provider.service?.origin ?? ''
  const emulator = createEmulator({ clock, origin, keys, durationMs })
  const requests = Array.from({ length: figures }, (_, index) => {
    const figure = { provider: service, prompt: `figure ${index}`, options: {} }
    const { problems, request } = provider.resolve(figure)
    if (request === undefined) throw new Error(problems.map(({ message }) => message).join('; '))
    return request
  })
  const send = createDirectSend(emulator.handle)
  const elapsed = await buyAll({ clock, provider, send, requests, concurrency })
  if (emulator.charges().length !== figures) throw new Error('a figure was not charged once')
  const ratio = elapsed / shortestTime(figures, perMinute, durationMs)
  const { reads, refused, submits } = emulator.requests
  rows.push([what, ratio.toFixed(3), ((reads + submits) / figures).toFixed(3), refused.toFixed(0)])
  return { ratio, refused }
}

async function hold(one: Case, atMost: number): Promise<void> {
  const { ratio, refused } = await run(one)
  goals.push({ what: `${one.what}: time`, value: ratio, unit: 'ratio', atMost })
  goals.push({ what: '  refused', value: refused, unit: 'count', atMost: 0 })
}

/** The address's 120 a minute are the narrowest limit for whoever has more than one key. */
const teams = [
  { plan: 'basic', keys: 1, perMinute: 60 },
  { plan: 'basic', keys: 3, perMinute: 120 },
  { plan: 'pro', keys: 10, perMinute: 120 },
] as const

/** Calls that last up to a minute: as many must be under way as a minute takes. */
function flokanCase(what: string, options: Partial<FlokanOptions>, concurrency = 64): Case {
  const { requestsPerMinute = 60 } = options
  return {
    what: `flokan, ${what}`,
    service: 'flokan',
    keys: keysOf('flk_', 1),
    createEmulator: (usual) => createFlokanEmulator({ ...usual, ...options, requestsPerMinute }),
    perMinute: requestsPerMinute,
    durationMs: between(10_000, 60_000),
    concurrency,
  }
}

printMachine()
for (const { keys, perMinute, plan } of teams) {
  for (const windowKind of kinds) {
    const one: Case = {
      what: `autofigure, ${plan}, ${keys === 1 ? '1 key' : `${keys} keys`}, ${windowKind}`,
      service: 'autofigure',
      settings: { plan },
      keys: keysOf('sk-team-', keys),
      createEmulator: (options) => createAutofigureEmulator({ ...options, plan, windowKind }),
      perMinute,
      durationMs: between(30_000, 120_000),
      concurrency: 16,
    }
    await hold(one, 1.03)
  }
}
for (const limitKind of kinds) {
  for (const resetUnit of ['epoch-seconds', 'epoch-ms', 'delta-seconds'] as const) {
    const what = `60 a minute, ${limitKind}, reset in ${resetUnit}`
    await hold(flokanCase(what, { limitKind, resetUnit }), 1.1)
  }
  const what = `20 a minute, ${limitKind}`
  await hold(flokanCase(what, { limitKind, requestsPerMinute: 20 }), 1.1)
}
// Nothing tells that keys share a limit but refusals; and few calls at once never reach it.
const shared = flokanCase('3 keys of a workspace with 60 a minute', { countedBy: 'workspace' })
await run({ ...shared, keys: keysOf('flk_', 3) })
for (const concurrency of [16, 4]) {
  await run(flokanCase(`60 a minute, ${concurrency} calls at once`, {}, concurrency))
}
printTable([['', 'x bound', 'requests', 'refused'], ...rows])
printGoals(goals)
// Virtual time is the same on every machine: here a goal that is missed is a failure.
if (!goals.every(isMet)) process.exitCode = 1
