import { expect, test } from 'vitest'
import type { Artifact } from '../../src/artifact.js'
import { createWorld, outcomesOf } from './engine-setup.js'

test('bytes that an adapter gives may be those of another figure as well, however large', async () => {
  const bytes = new Uint8Array(2 ** 20 + 8)
  bytes.set(Buffer.from('IEND', 'latin1'), bytes.length - 8)
  const { clock, provider, startRun } = createWorld()
  const artifact: Artifact = { bytes, mediaType: 'image/png', width: 16, height: 12 }
  provider.submit = async (requests) =>
    requests.map(() => ({ status: 'done', artifact, costCredits: 1 }))
  const { engine, make } = await startRun()
  expect(await outcomesOf(clock, [make('a')])).toEqual(['made'])
  expect(await outcomesOf(clock, [make('b')])).toEqual(['made'])
  await clock.run(engine.close())
})
