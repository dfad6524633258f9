import { expect, test } from 'vitest'
import type { AutofigureOptions } from '../../../../../emulators/src/autofigure.js'
import { createBuilds } from '../builds.js'
import { atEverySubmit } from '../scripted-service.js'
import { createAutofigure, createPair } from './setup.js'

const keys = ['sk-team-one', 'sk-team-two', 'sk-team-three']
const apples = Array.from({ length: 240 }, (_, index) => `Apple ${index}`)

function startBuilds(options: Partial<AutofigureOptions> = {}) {
  const pair = createPair({ keys, ...options })
  return { ...pair, ...createBuilds(pair) }
}

test('with three keys all figures are made within all limits, and each is charged once', async () => {
  const { build, emulator, totals } = startBuilds()
  expect(new Set(await build(...apples))).toEqual(new Set(['made']))
  expect(emulator.requests.refused).toBe(0)
  const charged = emulator.charges().map(({ request }) => JSON.stringify(request))
  expect(charged).toHaveLength(240)
  expect(new Set(charged).size).toBe(240)
  expect(await totals()).toEqual([{ provider: 'autofigure', spent: 2_400, reserved: 0 }])
})

test('with one key, ten figures and more share a look', async () => {
  const { build, emulator } = startBuilds({ keys: keys.slice(0, 1) })
  expect(new Set(await build(...apples))).toEqual(new Set(['made']))
  expect(emulator.requests.refused).toBe(0)
  expect(emulator.requests.reads).toBeLessThanOrEqual(24)
})

test('a figure whose answer was lost is found again, and not bought again', async () => {
  const { build, emulator } = startBuilds(atEverySubmit('reset-after'))
  expect(await build('Apple')).toEqual(['made'])
  expect(emulator.requests.submits).toBe(1)
})

test.each([
  ['without being sent, by its prefix', {}, false],
  ['when the service says 403', { keyPrefix: 'sk-' }, true],
])('the key of a person is left out %s, and that of the team buys', async (_, settings, isSent) => {
  const pair = createPair({ keys: ['sk-team-one'] })
  const { emulator } = pair
  const provider = createAutofigure(settings, ['sk-personal', 'sk-team-one'])
  const { build } = createBuilds({ ...pair, provider })
  expect(new Set(await build(...apples.slice(0, 3)))).toEqual(new Set(['made']))
  expect(emulator.charges()).toHaveLength(3)
  const refused = emulator.submissions().filter(({ status }) => status === 403)
  expect(refused.some(({ key }) => key === 'sk-personal')).toBe(isSent)
})

test('a figure that failed costs nothing and says so, and one that was refused may go again', async () => {
  const { clock, emulator, startRun } = startBuilds({
    faultOf: (kind, index) =>
      kind === 'submit' ? (['failed-task', '429'] as const)[index] : undefined,
  })
  const { engine, make } = await startRun()
  const making = [make('Apple 0'), make('Apple 1')]
  const [failed, refused] = await clock.run(Promise.allSettled(making))
  expect(failed).toMatchObject({ reason: { message: expect.stringContaining('task failed') } })
  expect(refused?.status).toBe('fulfilled')
  expect(emulator.charges()).toHaveLength(1)
  await clock.run(engine.close())
})
