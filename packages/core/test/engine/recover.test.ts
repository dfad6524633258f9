import { expect, test } from 'vitest'
import type { ListedClaim } from '../../src/engine/ledger.js'
import { type RecoverOptions, recoverLost } from '../../src/engine/recover.js'
import { createWorld } from './engine-setup.js'
import { figureRequest } from './figure-request.js'

test('a job whose answer comes between two looks into a ledger far away is not adopted for another figure', async () => {
  const { clock, provider, startRun } = createWorld()
  const { ledger } = await startRun()
  const request = figureRequest('lost')
  const { figure, specDigest: key } = request
  const wanted = { key, figure, provider: 'fake', operation: 'generate', request: '{}' }
  const result = await ledger.claim({ ...wanted, maxCredits: 2 }, [])
  if (result.status !== 'claimed') throw new Error(`it is ${result.status}`)
  const claim = { ...result.claim, sentAt: clock.now() }
  const rival: ListedClaim = {
    ...claim,
    key: figureRequest('rival').specDigest,
    requestId: 'r',
    request: '{}',
  }

  /** Of the rival: it leaves while the service is asked, and is answered after the next look. */
  let rivalIs: 'unsent' | 'sent' | 'answered' = 'unsent'
  const look = async <Value>(seen: Value): Promise<Value> => {
    await new Promise(setImmediate)
    if (rivalIs === 'sent') rivalIs = 'answered'
    return seen
  }
  const options: RecoverOptions = {
    provider: {
      ...provider,
      capabilities: { ...provider.capabilities, recovery: 'list' },
      recover: async () => {
        if (rivalIs === 'unsent') rivalIs = 'sent'
        return [{ status: 'accepted', handle: { provider: 'fake', id: 'made for the rival' } }]
      },
    },
    account: { forRead: async () => ({ context: {}, release() {} }) } as never,
    ledger: {
      ...ledger,
      list: () => look(rivalIs === 'sent' ? [rival] : []),
      jobIds: () => look(new Set(rivalIs === 'answered' ? ['made for the rival'] : [])),
    },
    clock,
    stop: new AbortController().signal,
  }
  expect(await clock.run(recoverLost(options, request, claim))).toMatchObject({
    status: 'not-found',
  })
})
