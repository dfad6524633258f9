/** The streams and surroundings of a command, handed in so that tests can look at them. */
export interface Terminal {
  cwd: string
  env: Readonly<Record<string, string | undefined>>
  stdin: AsyncIterable<Uint8Array | string> & { isTTY?: boolean }
  stdout: Output
  stderr: Output
  signal: AbortSignal
  /** What comes in between, such as an interrupt: whoever draws live lines has it said above them. */
  notices?: { say?: (text: string | Uint8Array) => void }
}

export interface Output {
  write(data: string | Uint8Array): unknown
  isTTY?: boolean
  columns?: number
}

/** What the process ends with. */
export const exitCodes = {
  done: 0,
  figureFailed: 1,
  badInput: 2,
  missing: 3,
  budget: 4,
  parked: 5,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
