import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '../../src/clock.js'
import type { Receipt } from '../../src/engine/ledger.js'
import { openSqliteLedger } from '../../src/engine/sqlite-ledger.js'
import { figureRequest } from './figure-request.js'
import { memoryFolder } from './memory-folder.js'

test('a job belongs to a figure from its acceptance on, however it ended, and to its own service', async () => {
  const path = join(memoryFolder(), 'ledger.sqlite')
  const ledger = await openSqliteLedger({ path, clock: systemClock, run: 'test' })
  const send = async (id: string, provider: string, receipts: readonly Receipt[]) => {
    const { figure, specDigest: key } = figureRequest(id)
    const wanted = { key, figure, provider, operation: 'generate', request: '{}', maxCredits: 1 }
    const result = await ledger.claim(wanted, [])
    if (result.status !== 'claimed') throw new Error(`it is ${result.status}`)
    expect(await ledger.intend(result.claim, 'key')).toBe(true)
    for (const receipt of receipts) await ledger.receive(result.claim, receipt)
  }
  const accepted = (id: string, provider = 'fake') =>
    ({ kind: 'accepted', handle: { provider, id } }) as const
  await send('runs', 'fake', [accepted('runs')])
  await send('done', 'fake', [accepted('done'), { kind: 'stored', credits: 1 }])
  await send('failed', 'fake', [accepted('failed'), { kind: 'failed', reason: '', credits: 1 }])
  await send('gone', 'fake', [accepted('gone'), { kind: 'lost', reason: '' }])
  await send('unknown', 'fake', [{ kind: 'unknown', reason: '' }])
  await send('at once', 'fake', [{ kind: 'answered', credits: 1 }])
  await send('elsewhere', 'other', [accepted('elsewhere', 'other')])
  expect([...(await ledger.jobIds('fake'))].sort()).toEqual(['done', 'failed', 'gone', 'runs'])
  expect([...(await ledger.jobIds('other'))]).toEqual(['elsewhere'])
  await ledger.close()
})
