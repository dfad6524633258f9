// Writes 1 MB to a path and prints how it failed.
import { writeFileAtomicSync } from '../../src/files/atomic-write.ts'

try {
  writeFileAtomicSync(process.argv[2], new Uint8Array(1_000_000), { durable: true })
  process.stdout.write('{}\n')
} catch (error) {
  process.stdout.write(`${JSON.stringify({ code: error.code, message: error.message })}\n`)
}
