import { expect, test } from 'vitest'
import { lookAtBalance } from '../../src/engine/look-at-balance.js'
import { createWorld } from './engine-setup.js'
import { figureRequest } from './figure-request.js'

test('what is reserved is not called spent elsewhere: whether it was charged its outcome tells', async () => {
  const { clock, provider, startRun } = createWorld()
  const { ledger } = await startRun()
  const look = async (balance: number) => {
    const { drift } = await lookAtBalance({ ...provider, balance: async () => balance }, ledger, {
      clock,
    } as never)
    return drift
  }
  const { figure, specDigest: key } = figureRequest('a')
  const wanted = { key, figure, provider: 'fake', operation: 'generate', request: '{}' }
  expect(await look(100)).toBeUndefined()
  const result = await ledger.claim({ ...wanted, maxCredits: 2 }, [])
  if (result.status !== 'claimed') throw new Error(`it is ${result.status}`)
  await ledger.intend(result.claim, 'k')
  expect(await look(98)).toBeUndefined()
  await ledger.receive(result.claim, { kind: 'stored', credits: 2 })
  expect(await look(98)).toBe(0)
  expect(await look(95)).toBe(3)
})
