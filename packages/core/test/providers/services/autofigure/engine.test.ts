import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createMemoryCache } from '../../../../../../test/fake-service/memory-cache.js'
import type { AutofigureOptions } from '../../../../../emulators/src/autofigure.js'
import { createEngine } from '../../../../src/engine/engine.js'
import { createMemorySendLog } from '../../../../src/engine/send-log.js'
import { openSqliteLedger } from '../../../../src/engine/sqlite-ledger.js'
import { createFigureRequest } from '../../../../src/figure-request.js'
import { memoryFolder } from '../../../engine/memory-folder.js'
import { requestOf } from '../../provider-contract.js'
import { createPair, figureOf } from './setup.js'

const keys = ['sk-team-one', 'sk-team-two', 'sk-team-three']

/** Buys figures through the engine, and tells how each of them ended. */
async function buy(count: number, options: Partial<AutofigureOptions>) {
  const pair = createPair({ keys, ...options })
  const { clock, context, emulator, provider } = pair
  const { send } = context
  if (send === undefined) throw new Error('no way to the service')
  const ledger = await openSqliteLedger({
    path: join(memoryFolder(), 'ledger.sqlite'),
    clock,
    run: 'run',
    owner: 'a process',
    isOver: () => false,
  })
  const engine = createEngine({
    ledger,
    cache: createMemoryCache(),
    sendLog: createMemorySendLog(),
    clock,
    random: () => 0.5,
    send,
    async collect([location]) {
      if (location?.kind !== 'url') throw new Error('no address')
      const sent = await send({ method: 'GET', url: location.url })
      if (sent.status !== 'answered') throw new Error(sent.reason)
      return { bytes: sent.answer.body, mediaType: 'image/png', width: 1024, height: 1024 }
    },
    caps: [],
    concurrency: 16,
  })
  const settled = await clock.run(
    Promise.allSettled(
      Array.from({ length: count }, (_, index) => {
        const figure = figureOf({}, { prompt: `Apple ${index}` })
        const place = { file: 'paper.md', line: index + 1, column: 1 }
        const request = requestOf(provider, figure)
        return engine.make(
          provider,
          createFigureRequest(`paper.md#${index}`, place, figure, request),
        )
      }),
    ),
  )
  const ends = settled.map((end) => (end.status === 'fulfilled' ? 'made' : String(end.reason)))
  const totals = ledger.totals('ever')
  await engine.close()
  return { emulator, ends, totals }
}

test('with three keys all figures are made within all limits, and each is charged once', async () => {
  const { emulator, ends, totals } = await buy(240, {})
  expect(new Set(ends)).toEqual(new Set(['made']))
  expect(emulator.requests.refused).toBe(0)
  const charged = emulator.charges().map(({ request }) => JSON.stringify(request))
  expect(charged).toHaveLength(240)
  expect(new Set(charged).size).toBe(240)
  expect(totals).toEqual([{ provider: 'autofigure', spent: 2_400, reserved: 0 }])
})

test('with one key, ten figures and more share a look', async () => {
  const { emulator, ends } = await buy(240, { keys: keys.slice(0, 1) })
  expect(new Set(ends)).toEqual(new Set(['made']))
  expect(emulator.requests.refused).toBe(0)
  expect(emulator.requests.reads).toBeLessThanOrEqual(24)
})

test('a figure whose answer was lost is found again, and not bought again', async () => {
  const { emulator, ends } = await buy(1, {
    faultOf: (kind) => (kind === 'submit' ? 'reset-after' : undefined),
  })
  expect(ends).toEqual(['made'])
  expect(emulator.requests.submits).toBe(1)
})

test('a figure that failed costs nothing and says so, and one that was refused may go again', async () => {
  const { emulator, ends } = await buy(2, {
    faultOf: (kind, index) =>
      kind === 'submit' ? (['failed-task', '429'] as const)[index] : undefined,
  })
  expect(ends[0]).toContain('task failed')
  expect(ends[1]).toBe('made')
  expect(emulator.charges()).toHaveLength(1)
})
