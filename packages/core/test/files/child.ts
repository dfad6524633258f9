import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A real process that runs one of our test scripts over the sources. */
export interface Child {
  process: ChildProcess
  /** Lines of its output so far. */
  lines: string[]
  /** The next line of its output that was not waited for yet. */
  nextLine(): Promise<string>
  /** Settles when it has ended and all of its output has been read. */
  ended: Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>
}

export function startChild(script: URL, args: readonly string[], prefix: string[] = []): Child {
  const loader = new URL('./source-loader.mjs', import.meta.url).href
  const node = [process.execPath, '--no-warnings', '--import', loader, fileURLToPath(script)]
  const [command = '', ...rest] = [...prefix, ...node, ...args]
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  const waiting: ((line: string) => void)[] = []
  let taken = 0
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => {
    lines.push(line)
    const resolve = waiting.shift()
    if (resolve !== undefined) {
      taken += 1
      resolve(line)
    }
  })
  const read = once(reader, 'close')
  const ended = (async () => {
    const [exitCode, signal] = await once(child, 'exit')
    await read
    return { exitCode, signal }
  })()
  const nextLine = async () => {
    const line = lines[taken]
    if (line !== undefined) {
      taken += 1
      return line
    }
    return Promise.race([
      new Promise<string>((resolve) => waiting.push(resolve)),
      ended.then(({ exitCode, signal }) => {
        throw new Error(`the child ended (${exitCode ?? signal}) before its next line`)
      }),
    ])
  }
  return { process: child, lines, nextLine, ended }
}
