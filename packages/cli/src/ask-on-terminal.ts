import type { Terminal } from './terminal.js'

/** Whether somebody is there to answer: in CI and in pipes nobody is. */
export function canAsk(terminal: Terminal): boolean {
  // In this order: Node.js opens a stream when it is first named.
  return (
    terminal.env.CI === undefined && terminal.stderr.isTTY === true && terminal.stdin.isTTY === true
  )
}

/** Asks what can be answered by yes; anything else is no, Ctrl-C and Ctrl-D too. */
export async function askYes(question: string, terminal: Terminal): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises')
  // What is a terminal is a stream.
  const input = terminal.stdin as NodeJS.ReadStream
  const reader = createInterface({ input, output: terminal.stderr as NodeJS.WriteStream })
  const { signal } = terminal
  const answer = await reader.question(`${question} [y/N] `, { signal }).catch(() => {
    terminal.stderr.write('\n')
    return ''
  })
  reader.close()
  return /^y(?:es)?$/i.test(answer.trim())
}
