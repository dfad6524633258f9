// Preloaded into a measured process: writes the URL of every module it loaded when it ends.
import { writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

const loaded = []
registerHooks({
  load(url, context, nextLoad) {
    if (url.startsWith('file:')) loaded.push(url)
    return nextLoad(url, context)
  },
})
process.on('exit', () => writeFileSync(process.env.FIGMILL_BENCH_MODULES, JSON.stringify(loaded)))
