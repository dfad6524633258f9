// A process that takes as many places as it gets from a log it shares, and says when it got each.
import { openSqliteSendLog } from '../../src/engine/sqlite-send-log.ts'

const [path, requests, windowMs, until] = process.argv.slice(2)
const log = await openSqliteSendLog(path)
const scope = { id: 'key', limit: { requests: Number(requests), windowMs: Number(windowMs) } }
while (Date.now() < Number(until)) {
  const now = Date.now()
  const from = log.take([scope], now)
  if (from <= now) process.stdout.write(`${now}\n`)
  else await new Promise((resolve) => setTimeout(resolve, Math.min(20, from - now)))
}
log.close()
