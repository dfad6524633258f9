import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const script = fileURLToPath(new URL('covered-fields.ts', import.meta.url))

test('all that services document has a test, and the README of the core says which', async () => {
  // The tests are told by another vitest, which must not take itself for a worker of this one.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')),
  )
  const told = promisify(execFile)(process.execPath, [script], { env })
  expect(await told.catch(({ stderr }: { stderr: string }) => stderr)).toMatchObject({ stderr: '' })
}, 120_000)
