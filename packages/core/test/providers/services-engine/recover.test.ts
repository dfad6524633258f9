import { expect, test } from 'vitest'
import { createVirtualClock } from '../../../../../test/fake-service/virtual-clock.js'
import { createDirectSend } from '../../../../emulators/src/direct-send.js'
import type { Send } from '../../../src/http/send-once.js'
import { createRuns, outcomesOf } from '../../engine/engine-setup.js'
import { atFirstSubmit } from '../services/scripted-service.js'
import { createAdapter, services } from './adapter.js'
import { createEmulator } from './emulated-service.js'

test.each(services)(
  '%s: what was bought while a lost request was looked for is not taken for it',
  async (service) => {
    const clock = createVirtualClock()
    const origin = 'http://service.example'
    const emulator = createEmulator(service, {
      clock,
      origin,
      durationMs: () => 1_000,
      ...atFirstSubmit('reset-before'),
    })
    const { provider, request } = createAdapter(service, origin)
    const direct = createDirectSend(emulator.handle)
    const send: Send = async (call) => {
      if (call.method === 'GET') await clock.sleep(10_000)
      return direct(call)
    }
    const runs = createRuns({ caps: [], clock, provider, request, send })
    const { engine, ledger, make } = await runs.startRun()
    const later = clock.sleep(7_000)
    // Alike but for the take.
    const making = outcomesOf(clock, [
      make('A drawing of an owl'),
      later.then(() => make('A drawing of an owl', 2)),
    ])
    expect((await making)[1]).toBe('made')
    const ids = (await ledger.list(['submitted', 'done'])).flatMap(({ handle }) => handle?.id ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    await clock.run(engine.close())
  },
)
