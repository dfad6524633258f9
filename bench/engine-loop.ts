/**
 * Buys figures and ends, for engine.ts to measure: `node bench/engine-loop.ts bare|engine|hold
 * sync|async origin figures [folder]`. Prints a line of JSON; what it wrote stays. `hold` ends when
 * all are with the service.
 */
import { mkdtempSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createCache,
  createFigureRequest,
  createFileTier,
  FigureError,
  systemClock,
} from '@figmill/core'
import {
  createCollect,
  createEngine,
  createMemorySendLog,
  createSend,
  openSqliteLedger,
} from '@figmill/core/internal-engine'
import { createFakeProvider } from '../test/fake-service/fake-provider.ts'
import { plainTraits } from '../test/fake-service/fake-service.ts'

const [kind, mode, origin = '', count, parent = tmpdir()] = process.argv.slice(2)
const figures = Number(count)
const folder = mkdtempSync(join(parent, 'figmill-engine-'))
const startedMs = performance.now()
try {
  if (kind === 'bare') await downloadBare()
  else await buy(kind === 'hold')
} finally {
  const elapsedMs = performance.now() - startedMs
  const { maxRSS, systemCPUTime, userCPUTime } = process.resourceUsage()
  const bytesWritten = kind === 'bare' ? 0 : writtenBytes()
  console.log(
    JSON.stringify({
      elapsedMs,
      rssMb: maxRSS / 1024,
      cpuMs: (systemCPUTime + userCPUTime) / 1000,
      bytesWritten,
    }),
  )
}
process.exit()

/** What anybody would write: ask, and put the picture into a file that survives a loss of power. */
async function downloadBare(): Promise<void> {
  let next = 0
  const lane = async () => {
    for (let index = next++; index < figures; index = next++) {
      const body = JSON.stringify({ prompts: [`figure ${index}`] })
      const answer = await (await fetch(`${origin}/jobs`, { method: 'POST', body })).json()
      const { jobs, pictures } = answer as {
        jobs?: { id: string }[]
        pictures?: { picture: string }[]
      }
      const bytes = pictures?.[0]
        ? Buffer.from(pictures[0].picture, 'base64')
        : Buffer.from(await (await fetch(`${origin}/pictures/${jobs?.[0]?.id}`)).arrayBuffer())
      const file = await open(join(folder, `${index}.png`), 'w')
      await file.writeFile(bytes)
      await file.sync()
      await file.close()
    }
  }
  await Promise.all(Array.from({ length: 16 }, lane))
}

async function buy(onlyHold: boolean): Promise<void> {
  let submitted = 0
  let allHeld = () => {}
  const held = new Promise<void>((resolve) => {
    allHeld = resolve
  })
  const clock = systemClock
  const traits = {
    ...plainTraits,
    mode: mode === 'sync' ? ('sync' as const) : ('async' as const),
    listSize: 100,
  }
  const createError = (code: ConstructorParameters<typeof FigureError>[0], message: string) =>
    new FigureError(code, message)
  const provider = createFakeProvider({ traits, keys: ['k'], origin, createError })
  const ledger = await openSqliteLedger({
    path: join(folder, 'ledger.sqlite'),
    clock,
    run: 'bench',
  })
  const engine = createEngine({
    ledger,
    cache: createCache({ local: createFileTier({ directory: folder }) }),
    sendLog: createMemorySendLog(),
    clock,
    random: Math.random,
    send: await createSend(),
    collect: createCollect({
      allowHosts: [new URL(origin).host],
      random: Math.random,
      evidenceFolder: join(folder, 'evidence'),
    }),
    caps: [],
    concurrency: 16,
    listener(event) {
      if (event.type === 'figure-submitted' && ++submitted === figures) allHeld()
    },
  })
  const place = { file: 'paper.md', line: 1, column: 1 }
  const made = Array.from({ length: figures }, (_, index) => {
    const request = { provider: 'fake', operation: 'generate', body: { prompt: `figure ${index}` } }
    return engine.make(
      provider,
      createFigureRequest(`paper.md#${index}`, place, { provider: 'fake', options: {} }, request),
    )
  })
  if (onlyHold) return held
  await Promise.all(made)
  await engine.close()
}

/** As Linux counts what a process had written. */
function writtenBytes(): number {
  const { readFileSync } = process.getBuiltinModule('node:fs')
  return Number(/^write_bytes: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1] ?? 0)
}
