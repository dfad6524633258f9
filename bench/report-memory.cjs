// Preloaded into a measured process: tells its peak memory, in kilobytes, when it ends.
const { writeFileSync } = require('node:fs')

process.on('exit', () => {
  writeFileSync(process.env.FIGMILL_BENCH_MEMORY, String(process.resourceUsage().maxRSS))
})
