// Counts up a number in a file under the lock, or holds the lock until it is killed.
import { readFileSync, writeFileSync } from 'node:fs'
import { systemClock } from '../../src/clock.ts'
import { withExclusiveLock } from '../../src/files/exclusive.ts'

const [lockPath, counterPath, turns] = process.argv.slice(2)
const say = (line) => process.stdout.write(`${line}\n`)

if (turns === 'hold') {
  await withExclusiveLock({ path: lockPath, clock: systemClock }, async () => {
    say('held')
    await new Promise(() => setInterval(() => {}, 1000))
  })
} else {
  for (let turn = 0; turn < Number(turns); turn++) {
    await withExclusiveLock({ path: lockPath, clock: systemClock }, async () => {
      const count = Number(readFileSync(counterPath, 'utf8'))
      // The file is empty while the lock is held: whoever gets in too would read a 0.
      writeFileSync(counterPath, '')
      await new Promise((resolve) => setImmediate(resolve))
      writeFileSync(counterPath, String(count + 1))
    })
  }
  say('done')
}
