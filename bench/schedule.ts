/**
 * How near the engine comes to the shortest time that the limits of a service allow, in virtual
 * time: limits of 60 requests a minute for each key, 120 for the address and 300 for the account,
 * jobs of 30 to 120 seconds, and an engine that knows nothing of the service but its limits.
 * Run: `npm run build && node bench/schedule.ts`; `--short` leaves 10,000 figures out.
 */
import { FigureError } from '@figmill/core'
import type { ServiceLimit } from '../packages/emulators/src/count-requests.ts'
import { createDirectSend } from '../packages/emulators/src/direct-send.ts'
import { createFakeProvider } from '../test/fake-service/fake-provider.ts'
import {
  createFakeService,
  type FakeService,
  plainTraits,
  type ServiceTraits,
} from '../test/fake-service/fake-service.ts'
import { createVirtualClock, type VirtualClock } from '../test/fake-service/virtual-clock.ts'
import { createRandom } from './random.ts'
import { type Goal, isMet, printGoals, printMachine, printTable } from './table.ts'
import { buyAll, minute, shortestTime } from './virtual-build.ts'

const layers = [
  ['key', 60],
  ['address', 120],
  ['account', 300],
] as const

interface Case {
  figures: number
  keys: number
  kind: ServiceLimit['kind']
  known: boolean
  countsRefused?: boolean
  hints?: ServiceTraits['hints']
  /** Which times the jobs take. */
  draw?: number
}

interface Result {
  ratio: number
  requestsPerFigure: number
  refused: number
}

/** How long each job takes: the same in every case of a draw. */
function durationOf(index: number, draw = 0): number {
  return 30_000 + createRandom(1 + index + draw * 100_000)() * 90_000
}

function boundOf({ draw, figures, keys }: Case): number {
  const perMinute = Math.min(
    ...layers.map(([scope, requests]) => requests * (scope === 'key' ? keys : 1)),
  )
  return shortestTime(figures, perMinute, (index) => durationOf(index, draw))
}

function openWorld({ countsRefused = false, draw, hints = 'retry-after', kind }: Case) {
  const clock = createVirtualClock()
  const limits = layers.map(([scope, requests]) => ({ scope, requests, windowMs: minute, kind }))
  const durationMs = (index: number) => durationOf(index, draw)
  const traits = { ...plainTraits, listSize: 100, limits, countsRefused, hints, durationMs }
  return { clock, limits, traits, service: createFakeService({ traits, clock }) }
}

function resultOf(one: Case, service: FakeService, elapsed: number): Result {
  if (service.charges().length !== one.figures) throw new Error('a figure was not charged once')
  const { reads, refused, submits } = service.requests
  const requestsPerFigure = (reads + submits) / one.figures
  return { ratio: elapsed / boundOf(one), requestsPerFigure, refused }
}

async function run(one: Case): Promise<Result> {
  const { figures, keys, known } = one
  const { clock, limits, service, traits } = openWorld(one)
  const provider = createFakeProvider({
    traits,
    keys: Array.from({ length: keys }, (_, index) => `key${index}`),
    origin: 'https://fake.example',
    createError: (code, message) => new FigureError(code, message),
    limits: known ? limits : [],
  })
  const requests = Array.from({ length: figures }, (_, index) => ({
    provider: 'fake',
    operation: 'generate',
    body: { prompt: `figure ${index}` },
  }))
  const send = createDirectSend(service.handle)
  const elapsed = await buyAll({ clock, provider, send, requests, concurrency: 16 })
  return resultOf(one, service, elapsed)
}

/** What people write: so many jobs at a time, each asked for every 5 seconds. */
async function runLoop(one: Case, together: number): Promise<Result> {
  const { clock, service } = openWorld(one)
  const startedAt = clock.now()
  let next = 0
  async function work(): Promise<void> {
    while (next < one.figures) await makeOne(clock, service, `figure ${next++}`)
  }
  await clock.run(Promise.all(Array.from({ length: together }, work)))
  return resultOf(one, service, clock.now() - startedAt)
}

async function makeOne(clock: VirtualClock, service: FakeService, prompt: string): Promise<void> {
  const { jobs } = await askPatiently(clock, service, 'POST', '/jobs', { prompts: [prompt] })
  for (;;) {
    await clock.sleep(5_000)
    const { status } = await askPatiently(clock, service, 'GET', `/jobs/${jobs?.[0]?.id}`)
    if (status === 'succeeded') return
  }
}

/** Waits longer after each refusal: a second, two, four, at most half a minute. */
async function askPatiently(
  clock: VirtualClock,
  service: FakeService,
  method: string,
  path: string,
  body?: { prompts: string[] },
): Promise<{ jobs?: { id: string }[]; status?: string }> {
  for (let tries = 0; ; tries++) {
    const answer = await service.handle({
      method,
      path,
      headers: { authorization: 'Bearer key0' },
      body: Buffer.from(JSON.stringify(body) ?? ''),
      address: '192.0.2.1',
    })
    if (answer.status !== 429) return JSON.parse(String(answer.body))
    await clock.sleep(Math.min(30_000, 1_000 * 2 ** tries))
  }
}

const goals: Goal[] = []
const rows: string[][] = []

function nameOf({
  countsRefused,
  figures,
  hints = 'retry-after',
  keys,
  kind,
  known,
}: Case): string {
  const parts = [`${figures} figures`, keys === 1 ? '1 key' : `${keys} keys`, kind]
  if (!known) parts.push(`learnt: ${hints}`)
  if (countsRefused) parts.push('refused ones count')
  return parts.join(', ')
}

function addRow(what: string, { ratio, refused, requestsPerFigure }: Result): void {
  rows.push([what, ratio.toFixed(3), requestsPerFigure.toFixed(3), refused.toFixed(0)])
}

/** The mean of some draws: few jobs say little about when to look at them. */
async function measure(one: Case, draws: number, atMost: number): Promise<void> {
  const results: Result[] = []
  for (let draw = 0; draw < draws; draw++) results.push(await run({ ...one, draw }))
  const mean = (read: (result: Result) => number) =>
    results.reduce((sum, result) => sum + read(result), 0) / draws
  const result = {
    ratio: mean(({ ratio }) => ratio),
    requestsPerFigure: mean(({ requestsPerFigure }) => requestsPerFigure),
    refused: mean(({ refused }) => refused),
  }
  const what = nameOf(one)
  addRow(what, result)
  goals.push({ what: `${what}: time`, value: result.ratio, unit: 'ratio', atMost })
  goals.push({ what: '  requests', value: result.requestsPerFigure, unit: 'ratio', atMost: 1.1 })
  if (one.known) goals.push({ what: '  refused', value: result.refused, unit: 'count', atMost: 0 })
}

printMachine()
const sizes = process.argv.includes('--short') ? [100, 1000] : [100, 1000, 10_000]
const kinds = ['fixed', 'sliding', 'bucket'] as const
for (const figures of sizes) {
  for (const keys of [1, 2, 5]) {
    for (const kind of figures > 1000 ? (['sliding'] as const) : kinds) {
      await measure(
        { figures, keys, kind, known: true },
        figures < 1000 ? 10 : 1,
        figures < 1000 ? 1.05 : 1.03,
      )
    }
  }
}
for (const kind of kinds) {
  for (const keys of [1, 5]) {
    for (const countsRefused of [false, true]) {
      await measure({ figures: 1000, keys, kind, known: false, countsRefused }, 1, 1.1)
    }
  }
}
for (const hints of ['retry-after-date', 'x-ratelimit', 'none'] as const) {
  for (const keys of [1, 5]) {
    await measure({ figures: 1000, keys, kind: 'sliding', known: false, hints }, 1, 1.1)
  }
}
const today = { figures: 1000, keys: 1, kind: 'sliding', known: true } as const
addRow('1000 figures, 1 key, today: one at a time', await runLoop(today, 1))
addRow('1000 figures, 1 key, today: ten at a time', await runLoop(today, 10))
printTable([['', 'x bound', 'requests', 'refused'], ...rows])
printGoals(goals)
// Virtual time is the same on every machine: here a goal that is missed is a failure.
if (!goals.every(isMet)) process.exitCode = 1
