// A process that uses a store in one of three ways; see crash.test.ts.
import { randomBytes } from 'node:crypto'
import { createFileTier } from '../../src/cache/file-tier.ts'
import { digestContent } from '../../src/digest.ts'
import { sample } from './sample.ts'

const [role, directory, mark, count] = process.argv.slice(2)
const tier = createFileTier({ directory })
const say = (line) => process.stdout.write(`${line}\n`)

const roles = {
  /** Stores figures that every process stores, with other bytes, and some of its own. */
  async share() {
    await Promise.all(
      Array.from({ length: Number(count) }, async (_, index) => {
        const shared = sample(`shared ${index}`, Buffer.from(`shared ${index} by ${mark}`))
        const same = Buffer.alloc(50_000, index)
        const own = sample(`own ${mark} ${index}`)
        await tier.putBlob(same)
        for (const { record, bytes } of [shared, own]) {
          await tier.putBlob(bytes)
          await tier.putRecord(record)
        }
      }),
    )
    say('done')
  },

  /** Stores figures for as long as it lives and says what is safe. */
  async write() {
    const writer = async () => {
      for (;;) {
        const bytes = randomBytes(100_000)
        const { record } = sample(`${mark} ${digestContent(bytes)}`, bytes)
        await tier.putBlob(bytes)
        await tier.putRecord(record)
        say(`${record.specDigest} ${record.artifact.contentDigest}`)
      }
    }
    await Promise.all(Array.from({ length: 4 }, writer))
  },

  /** Reads and stores one figure over and over, while others damage it. */
  async heal() {
    const { record, bytes } = sample('healed')
    const seen = {}
    for (let turn = 0; turn < Number(count); turn++) {
      const found = await tier.getBlob(record.artifact.contentDigest)
      const right = found.state !== 'hit' || Buffer.from(found.value).equals(bytes)
      const state = right ? found.state : 'wrong'
      seen[state] = (seen[state] ?? 0) + 1
      if (turn % 2 === 0) await tier.putBlob(bytes)
    }
    say(JSON.stringify(seen))
  },
}

await roles[role]()
