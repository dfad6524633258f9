/**
 * A fake service in a process of its own, for engine.ts: `node bench/engine-server.ts sync|async
 * durationMs pictureBytes`. Prints its address, and ends with its standard input.
 */
import { systemClock } from '@figmill/core'
import { serve } from '../packages/emulators/src/serve.ts'
import { createFakeService, plainTraits } from '../test/fake-service/fake-service.ts'

const [mode, durationMs, pictureBytes] = process.argv.slice(2)
const traits = {
  ...plainTraits,
  mode: mode === 'sync' ? ('sync' as const) : ('async' as const),
  listSize: 100,
  durationMs: () => Number(durationMs),
  pictureBytes: Number(pictureBytes),
}
const service = createFakeService({ traits, clock: systemClock })
const { origin } = await serve(() => service.handle)
console.log(origin)
process.stdin.on('end', () => process.exit())
process.stdin.resume()
