// Draws one request in a worker and tells the worker's process; see render-pool.test.ts.
import { subscribe } from 'node:diagnostics_channel'
import { createRenderPool } from '../../../../src/providers/local/render-pool.ts'

subscribe('child_process', ({ process: worker }) => {
  worker.once('spawn', () => process.stdout.write(`${worker.pid}\n`))
})
await createRenderPool({ fonts: [] }).draw(JSON.parse(process.argv[2]), {})
