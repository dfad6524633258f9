import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Emulator } from '../../../../emulators/src/emulator.js'
import { serve } from '../../../../emulators/src/serve.js'
import { memoryFolder } from '../../engine/memory-folder.js'
import { createQuickClock } from '../../engine/quick-clock.js'
import { startEngine } from '../../engine/start-engine.js'
import type { Child } from '../../files/child.js'
import { createEmulator } from './emulated-service.js'

test('a process that is killed in an upload leaves nothing to find out about: the next one buys once', async () => {
  const folder = memoryFolder()
  const image = join(folder, 'sketch.png')
  writeFileSync(image, 'a sketch')
  const [startMs, speed] = [Date.now(), 200]
  let emulator: Emulator | undefined
  let first: Child | undefined
  const { close, origin } = await serve((origin) => {
    const service = createEmulator('flokan', { clock: createQuickClock(startMs, speed), origin })
    emulator = service
    let uploads = 0
    return async (request) => {
      if (request.method === 'PUT' && ++uploads === 1) first?.process.kill('SIGKILL')
      return service.handle(request)
    }
  })
  const facts = { folder, origin, service: 'flokan', caps: [], startMs, speed, image }
  const options = { ...facts, prompts: ['A drawing of an owl'] }
  first = startEngine(options)
  expect(await first.ended).toMatchObject({ signal: 'SIGKILL' })
  expect(emulator?.submissions()).toEqual([])

  const second = startEngine(options)
  await second.ended
  expect(second.lines).toEqual([expect.stringMatching(/^made /)])
  expect(emulator?.charges()).toHaveLength(1)
  await close()
})
