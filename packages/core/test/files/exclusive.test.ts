import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Clock, systemClock } from '../../src/clock.js'
import { type LockHolder, withExclusiveLock } from '../../src/files/exclusive.js'
import { startChild } from './child.js'
import { listFiles, temporaryFolder } from './temporary-folder.js'

const script = new URL('./exclusive-child.mjs', import.meta.url)

/** Time that passes only when someone sleeps. */
function virtualClock(): Clock {
  let nowMs = 0
  return {
    now: () => nowMs,
    async sleep(delayMs, signal) {
      signal?.throwIfAborted()
      nowMs += delayMs
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

describe('withExclusiveLock', () => {
  test('gives what the action gives, and passes on its error', async () => {
    const path = join(temporaryFolder(), 'locks/a.lock')
    const lock = { path, clock: systemClock }
    expect(await withExclusiveLock(lock, () => 42)).toBe(42)
    const failing = withExclusiveLock(lock, () => Promise.reject(new Error('of the action')))
    await expect(failing).rejects.toThrow('of the action')
    expect(await withExclusiveLock(lock, () => 43)).toBe(43)
    expect(listFiles(join(path, '..'))).toEqual(['a.lock'])
  })

  test('two actions of one process never overlap', async () => {
    const path = join(temporaryFolder(), 'a.lock')
    let inside = 0
    const turn = () =>
      withExclusiveLock({ path, clock: virtualClock() }, async () => {
        inside += 1
        expect(inside).toBe(1)
        await new Promise((resolve) => setImmediate(resolve))
        inside -= 1
      })
    await Promise.all(Array.from({ length: 20 }, turn))
  })

  test('six processes count to the sum of their turns', async () => {
    const folder = temporaryFolder()
    const counter = join(folder, 'counter')
    writeFileSync(counter, '0')
    const children = Array.from({ length: 6 }, () =>
      startChild(script, [join(folder, 'a.lock'), counter, '25']),
    )
    const ends = await Promise.all(children.map((child) => child.ended))
    expect(ends.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0, 0])
    expect(readFileSync(counter, 'utf8')).toBe('150')
  })

  test('the lock of a holder that was killed is free at once, for one of those who wait', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'a.lock')
    for (let round = 0; round < 5; round++) {
      const holder = startChild(script, [path, '', 'hold'])
      expect(await holder.nextLine()).toBe('held')
      const heard: (LockHolder | undefined)[] = []
      let inside = 0
      const waiting = Array.from({ length: 4 }, () => {
        const noticed = Promise.withResolvers<void>()
        const done = withExclusiveLock(
          {
            path,
            clock: systemClock,
            onWait: (who) => {
              heard.push(who)
              noticed.resolve()
            },
          },
          async () => {
            inside += 1
            expect(inside).toBe(1)
            await new Promise((resolve) => setImmediate(resolve))
            inside -= 1
          },
        )
        return { noticed: noticed.promise, done }
      })
      await Promise.all(waiting.map(({ noticed }) => noticed))
      holder.process.kill('SIGKILL')
      await Promise.all(waiting.map(({ done }) => done))
      expect(heard).toEqual(Array(4).fill({ pid: holder.process.pid, host: hostname() }))
      expect(await holder.ended).toMatchObject({ signal: 'SIGKILL' })
    }
  })

  test('waiting ends when the signal aborts, and the lock is not taken', async () => {
    const path = join(temporaryFolder(), 'a.lock')
    const abort = new AbortController()
    await withExclusiveLock({ path, clock: systemClock }, async () => {
      const waiting = withExclusiveLock(
        {
          path,
          clock: systemClock,
          signal: abort.signal,
          onWait: () => abort.abort(new Error('stopped by the user')),
        },
        () => expect.unreachable(),
      )
      await expect(waiting).rejects.toThrow(/stopped by the user|aborted/)
    })
  })

  test('gives up after the deadline and says who holds the lock', async () => {
    const path = join(temporaryFolder(), 'a.lock')
    await withExclusiveLock({ path, clock: systemClock }, async () => {
      const clock = virtualClock()
      const waiting = withExclusiveLock({ path, clock }, () => expect.unreachable())
      await expect(waiting).rejects.toMatchObject({
        code: 'file-unwritable',
        message: expect.stringMatching(new RegExp(`process ${process.pid} on .* 600 seconds`)),
      })
      expect(clock.now()).toBeGreaterThanOrEqual(600_000)
    })
  })

  test('a lock that cannot be made is an error that names it', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    mkdirSync(join(folder, 'taken'))
    for (const path of [join(folder, 'file/a.lock'), join(folder, 'taken')]) {
      const attempt = withExclusiveLock({ path, clock: systemClock }, () => expect.unreachable())
      await expect(attempt).rejects.toMatchObject({
        code: 'file-unwritable',
        message: expect.stringContaining(path),
      })
    }
  })
})
