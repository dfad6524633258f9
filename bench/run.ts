/**
 * Every bench, one after the other: `npm run bench`, or `npm run bench -- warm scan` for some.
 * A time that misses its goal is printed, and fails only where a bench says so: the machine may have
 * been busy.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const benches = [
  'warm',
  'fresh',
  'cold',
  'scan',
  'store',
  'render',
  'png',
  'schedule',
  'services',
  'engine',
  'size',
]
const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const options = process.argv.slice(2).filter((argument) => argument.startsWith('-'))
const unknown = asked.filter((name) => !benches.includes(name))

if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; expected some of ${benches.join(', ')}.`)
  process.exit(2)
}
for (const name of asked.length > 0 ? asked : benches) {
  console.log(`\n=== ${name} ===\n`)
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  const { status } = spawnSync(process.execPath, [file, ...options], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
