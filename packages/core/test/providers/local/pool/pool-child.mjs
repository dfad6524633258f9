// Draws one request in a worker and closes nothing; see render-pool.test.ts.
import { createRenderPool } from '../../../../src/providers/local/render-pool.ts'

const pool = createRenderPool({ fonts: [] })
await pool.draw(JSON.parse(process.argv[2]), {})
process.stdout.write('drawn\n')
