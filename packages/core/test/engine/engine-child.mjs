// A process that buys figures, and stops at a fail point for good (SIGKILL) or for a while (SIGSTOP).
import { openProcess } from './engine-process.ts'

const { prompts, stopAt, ...options } = JSON.parse(process.argv[2])
const say = (line) => process.stdout.write(`${line}\n`)
let passed = 0

const { engine, make } = await openProcess(options, (point) => {
  if (point !== stopAt?.point || ++passed !== stopAt.passing) return
  say(`stopped at ${point}`)
  process.kill(process.pid, stopAt.signal)
})
await Promise.all(
  prompts.map((prompt) =>
    make(prompt).then(
      ({ specDigest }) => say(`made ${specDigest}`),
      ({ code, message }) => say(`failed ${code} ${message}`),
    ),
  ),
)
await engine.close()
