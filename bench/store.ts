/**
 * The store beside plain file calls: `node bench/store.ts`, after `npm run build`.
 *
 * Every ratio compares two sides of one run, in alternating order; figures are medians of five.
 */
import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileTier, type FileTier } from '../packages/core/dist/cache/file-tier.js'
import type { ContentDigest } from '../packages/core/dist/digest.js'
import { placeArtifact } from '../packages/core/dist/files/place-artifact.js'

const runs = 5
const count = 400
const sizeBytes = 200_000
const inFlight = 16

const root = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'figmill-bench-'))
const times = new Map<string, number[]>()

async function time(name: string, action: () => unknown): Promise<void> {
  const started = performance.now()
  await action()
  times.set(name, [...(times.get(name) ?? []), performance.now() - started])
}

async function parallel<Item>(
  items: readonly Item[],
  action: (item: Item, index: number) => unknown,
) {
  let next = 0
  const worker = async () => {
    while (next < items.length) {
      const index = next++
      const item = items[index]
      if (item !== undefined) await action(item, index)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
}

/**
 * Sides of a comparison, the order swapped from run to run. What the side before left to be
 * written is flushed first, or the durable side would pay for the other's bytes too.
 */
async function pair(run: number, ...sides: [string, () => unknown][]): Promise<void> {
  for (const [name, action] of run % 2 === 0 ? sides : sides.reverse()) {
    if (process.platform !== 'win32') execFileSync('sync')
    await time(name, action)
  }
}

async function measure(run: number): Promise<void> {
  const directory = join(root, String(run))
  const plain = join(directory, 'plain')
  const published = join(directory, 'published')
  mkdirSync(plain, { recursive: true })
  mkdirSync(published, { recursive: true })
  const blobs = Array.from({ length: count }, () => randomBytes(sizeBytes))
  const names = blobs.map((bytes) => createHash('sha256').update(bytes).digest('hex'))
  const tier: FileTier = createFileTier({ directory: join(directory, 'store') })
  const digests: ContentDigest[] = []

  await pair(
    run,
    [
      'put: plain writeFile + rename',
      () =>
        parallel(blobs, async (bytes, index) => {
          const path = join(plain, names[index] ?? '')
          await writeFile(`${path}.tmp`, bytes)
          await rename(`${path}.tmp`, path)
        }),
    ],
    [
      'put: store, durable',
      () =>
        parallel(blobs, async (bytes, index) => {
          digests[index] = await tier.putBlob(bytes)
        }),
    ],
  )
  await pair(
    run,
    [
      'get: plain readFileSync',
      () => {
        for (const name of names) readFileSync(join(plain, name))
      },
    ],
    [
      'get: plain readFileSync + sha256',
      () => {
        for (const name of names) {
          createHash('sha256')
            .update(readFileSync(join(plain, name)))
            .digest('hex')
        }
      },
    ],
    [
      'get: store, verified',
      async () => {
        for (const digest of digests) await tier.getBlob(digest)
      },
    ],
  )
  const temporaryDirectory = join(directory, 'tmp')
  mkdirSync(temporaryDirectory)
  const place = (kind: string, link: boolean) => () => {
    digests.forEach((digest, index) => {
      const destination = join(published, `${kind}-${index}.png`)
      placeArtifact({ source: tier.blobPath(digest), destination, temporaryDirectory, link })
    })
  }
  await pair(
    run,
    [
      'place: plain copyFileSync',
      () => {
        digests.forEach((digest, index) => {
          copyFileSync(tier.blobPath(digest), join(published, `plain-${index}.png`))
        })
      },
    ],
    ['place: copy', place('copy', false)],
    ['place: hard link', place('link', true)],
  )
  await time('place again: hard link kept', place('link', true))
  await time('place again: copy kept', place('copy', false))
  await time('stat only', () => {
    for (const digest of digests) statSync(tier.blobPath(digest))
  })
  writeFileSync(join(directory, 'done'), '')
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function ratio(name: string, base: string): string {
  const bases = times.get(base) ?? []
  const ratios = (times.get(name) ?? []).map((value, run) => value / (bases[run] ?? Number.NaN))
  return `${name} / ${base}: x ${median(ratios).toPrecision(3)}`
}

try {
  for (let run = 0; run < runs; run++) await measure(run)
  for (const [name, values] of times) {
    const ms = median(values)
    console.log(`${name}: ${ms.toFixed(1)} ms, ${((ms / count) * 1000).toFixed(1)} us each`)
  }
  console.log(ratio('put: store, durable', 'put: plain writeFile + rename'))
  console.log(ratio('get: store, verified', 'get: plain readFileSync'))
  console.log(ratio('get: store, verified', 'get: plain readFileSync + sha256'))
  console.log(ratio('place: hard link', 'place: copy'))
  console.log(ratio('place: hard link', 'place: plain copyFileSync'))
} finally {
  rmSync(root, { recursive: true, force: true })
}
