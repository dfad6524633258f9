import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFakeService, plainTraits } from '../../../../test/fake-service/fake-service.js'
import { serve } from '../../../emulators/src/serve.js'
import { type FailPoint, failPoints } from '../../src/engine/fail-points.js'
import { FigureError } from '../../src/errors.js'
import { canMount, smallDisk } from '../files/small-disk.js'
import { openProcess, type ProcessOptions } from './engine-process.js'
import { createWorld } from './engine-setup.js'
import { figureRequest } from './figure-request.js'
import { createQuickClock } from './quick-clock.js'

const prompts = ['a', 'b', 'c']
const speed = 200

/** Leaves no room for another byte. */
function fill(path: string): void {
  const file = openSync(path, 'a')
  try {
    for (;;) writeSync(file, Buffer.alloc(4096))
  } catch {
    closeSync(file)
  }
}

interface Outcome {
  prompt: string
  /** Absent when it was made. */
  error?: FigureError
}

async function run(options: ProcessOptions, passPoint: (point: FailPoint) => void) {
  const opened = await openProcess(options, passPoint)
  const outcomes = await Promise.all(
    prompts.map(
      (prompt): Promise<Outcome> =>
        opened.make(prompt).then(
          () => ({ prompt }),
          (error) => ({ prompt, error }),
        ),
    ),
  )
  await opened.engine.close().catch((error) => expect(error).toBeInstanceOf(FigureError))
  return { ...opened, outcomes }
}

const made = (outcomes: readonly Outcome[]) =>
  outcomes.filter(({ error }) => error === undefined).map(({ prompt }) => prompt)

test
  .skipIf(!canMount)
  .each(
    (['sync', 'async'] as const).flatMap((mode) =>
      (['none', 'request-id'] as const).map((idempotency) => ({ mode, idempotency })),
    ),
  )(
  'a disk that is full from any moment on costs nothing twice, and what was made stays ($mode, $idempotency)',
  {
    timeout: 120_000,
  },
  async (traits) => {
    const { path: disk } = smallDisk(1024 * 1024)
    for (const point of failPoints) {
      for (const passing of [1, 2]) {
        const when = `full ${point}, passing ${passing}`
        const startMs = Date.now()
        const all = { ...plainTraits, ...traits, durationMs: () => 2_000 }
        const service = createFakeService({ traits: all, clock: createQuickClock(startMs, speed) })
        const server = await serve(() => service.handle)
        const folder = join(disk, 'project')
        mkdirSync(folder)
        const options = { folder, origin: server.origin, traits: all, caps: [], startMs, speed }
        let passed = 0
        const first = await run(options, (at) => {
          if (at === point && ++passed === passing) fill(join(disk, 'filler'))
        })
        for (const { error } of first.outcomes.filter(({ error }) => error !== undefined)) {
          expect(error?.code, when).toMatch(
            /^(ledger-unavailable|cache-unavailable|figure-parked)$/,
          )
          expect(error?.hint, when).toMatch(/\w/)
        }
        rmSync(join(disk, 'filler'), { force: true })

        const second = await run(options, () => {})
        for (const prompt of made(first.outcomes)) {
          const found = await second.cache.find(figureRequest(prompt).specDigest)
          expect(found.state, when).toBe('hit')
        }
        const charges = service.charges().map(({ prompt }) => prompt)
        expect(new Set(charges).size, when).toBe(charges.length)
        if (traits.idempotency === 'request-id')
          expect(made(second.outcomes), when).toEqual(prompts)
        await server.close()
        rmSync(folder, { recursive: true })
      }
    }
  },
)

test.each(['sync', 'async'] as const)(
  'what was paid for is followed up while the ledger takes no receipt of it (%s)',
  async (mode) => {
    const { cache, clock, service, startRun } = createWorld({ traits: { mode } })
    const { engine, ledger, make } = await startRun()
    const { receive } = ledger
    ledger.receive = async () => {
      ledger.receive = receive
      throw new FigureError('ledger-unavailable', 'the disk is full')
    }
    const { specDigest } = await clock.run(make('a'))
    expect(cache.records.has(specDigest)).toBe(true)
    expect(await ledger.find(specDigest)).toMatchObject({ state: 'done', spent: 2, reserved: 0 })
    expect(service.charges()).toHaveLength(1)
    await clock.run(engine.close())
  },
)
