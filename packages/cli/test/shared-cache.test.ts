import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createWorkspace } from './workspace.js'

/** A configuration whose shared cache holds a connection, as those on Redis and PostgreSQL do. */
const config = (port: number) => `
import { createConnection } from 'node:net'
import { appendFileSync } from 'node:fs'
const socket = createConnection(${port}, '127.0.0.1')
const values = new Map()
export default {
  sharedCache: {
    store: { get: (key) => values.get(key) },
    get: async (key) => values.get(key),
    set: async (key, value) => { values.set(key, value); return true },
    has: async (key) => values.has(key),
    delete: async (key) => values.delete(key),
    on() {},
    async disconnect() {
      appendFileSync(new URL('closed.txt', import.meta.url), 'x')
      socket.destroy()
    },
  },
}
`

describe('a shared cache', () => {
  it.each([['build'], ['check'], ['plan'], ['ls'], ['doctor'], ['build', '--offline']])(
    'is let go of when the command ends: %s %s',
    async (...argv) => {
      const server = createServer((socket) => socket.on('error', () => {}))
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      const workspace = createWorkspace({ 'a.md': '::figure{#a prompt="A -> B"}\n' })
      writeFileSync(join(workspace.root, 'figmill.config.mjs'), config(port))
      const words = argv.filter((word) => word !== undefined)
      await workspace.figmill(...words)
      expect(workspace.read('closed.txt')).toBe('x')
      // Nothing has changed now: the configuration is all that was loaded.
      await workspace.figmill(...words)
      expect(workspace.read('closed.txt')).toBe('xx')
      await new Promise((resolve) => server.close(resolve))
    },
  )
})
