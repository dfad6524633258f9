/** A fake service in a process of its own, for engine.ts: prints its address, and ends with its parent. */
import { systemClock } from '@figmill/core'
import { startFakeServer } from '../test/fake-service/fake-server.ts'
import { createFakeService, plainTraits } from '../test/fake-service/fake-service.ts'

const [mode, pictureBytes] = process.argv.slice(2)
const traits = {
  ...plainTraits,
  mode: mode === 'sync' ? ('sync' as const) : ('async' as const),
  listSize: 100,
  durationMs: () => 0,
  pictureBytes: Number(pictureBytes),
}
const server = await startFakeServer(createFakeService({ traits, clock: systemClock }))
console.log(server.origin)
process.stdin.on('end', () => process.exit())
process.stdin.resume()
