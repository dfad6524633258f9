import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createMemorySendLog, type SendLog } from '../../src/engine/send-log.js'
import { openSqliteSendLog } from '../../src/engine/sqlite-send-log.js'
import { startChild } from '../files/child.js'
import { temporaryFolder } from '../files/temporary-folder.js'
import { testSendLog } from './send-log-contract.js'

async function openFile(path = join(temporaryFolder(), 'sent.sqlite')): Promise<SendLog> {
  const log = await openSqliteSendLog(path)
  onTestFinished(() => log.close())
  return log
}

testSendLog('a log in memory', async () => createMemorySendLog())
testSendLog('a log in a file', () => openFile())

describe('a log in a file', () => {
  const key = { id: 'key', limit: { requests: 1, windowMs: 60_000 } }

  test('is one for all who open it, and outlasts them', async () => {
    const path = join(temporaryFolder(), 'sent.sqlite')
    const first = await openSqliteSendLog(path)
    first.take([key], 1_000)
    first.learn('other', { requests: 5, windowMs: 1_000 })
    first.close()
    const second = await openFile(path)
    expect(second.take([key], 2_000)).toBeGreaterThan(2_000)
    expect(second.learnt('other')).toEqual({ requests: 5, windowMs: 1_000 })
  })

  test('forgets what is older than any window', async () => {
    const log = await openFile()
    for (let minute = 0; minute < 50; minute++) log.take([key], minute * 60_250)
    expect(log.count('key', Number.MAX_SAFE_INTEGER, 50 * 60_250)).toBeLessThan(5)
  })

  test('lets four processes through as if they were one', { timeout: 60_000 }, async () => {
    const path = join(temporaryFolder(), 'sent.sqlite')
    const [requests, windowMs] = [20, 500]
    const until = Date.now() + 5_000
    const args = [path, String(requests), String(windowMs), String(until)]
    const script = new URL('./send-log-child.mjs', import.meta.url)
    const children = [1, 2, 3, 4].map(() => startChild(script, args))
    const ends = await Promise.all(children.map(({ ended }) => ended))
    expect(ends.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0])
    const times = children.flatMap(({ lines }) => lines.map(Number)).sort((a, b) => a - b)
    // All had a share, and together no window had more than it takes.
    expect(children.filter(({ lines }) => lines.length > 0).length).toBeGreaterThan(1)
    expect(times.length).toBeGreaterThan(2 * requests)
    for (const [index, at] of times.entries()) {
      const first = times[index - requests]
      if (first !== undefined) expect(at - first).toBeGreaterThan(windowMs)
    }
  })
})
