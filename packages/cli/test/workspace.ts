import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { run } from '../src/cli.js'

/** A folder of documents and figmill run in it, as an author would. */
export interface Workspace {
  root: string
  write(path: string, text: string | Uint8Array): void
  read(path: string): string
  exists(path: string): boolean
  remove(path: string): void
  /** Every file below a folder with its bytes and modification time, but for the cache. */
  files(folder?: string): Map<string, { text: string; mtimeMs: number }>
  /** The same documents and lockfile somewhere else, without cache and outputs. */
  clone(): Workspace
  /**
   * Waits until the files are older than the resolution of the file system's clock, 20 ms: a build
   * trusts no document that may have changed in the moment it was read.
   */
  settle(): Promise<void>
  figmill(...argv: string[]): Promise<Outcome>
  /** The same from a folder below the root. */
  figmillIn(folder: string, ...argv: string[]): Promise<Outcome>
  figmillWithInput(input: string | Uint8Array, ...argv: string[]): Promise<Outcome>
}

export interface Outcome {
  code: number
  stdout: string
  stdoutBytes: Uint8Array
  stderr: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it
  json: any
}

/** @param env Environment of every command, besides `CI`. */
export function createWorkspace(
  files: Record<string, string>,
  env: Record<string, string> = {},
): Workspace {
  const root = mkdtempSync(join(tmpdir(), 'figmill-cli-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const workspace = openWorkspace(root, env)
  for (const [path, text] of Object.entries(files)) workspace.write(path, text)
  return workspace
}

function openWorkspace(root: string, env: Record<string, string>): Workspace {
  const at = (path: string) => join(root, path)
  const execute = async (
    cwd: string,
    input: string | Uint8Array,
    argv: string[],
  ): Promise<Outcome> => {
    const written: Buffer[] = []
    let stderr = ''
    const code = await run(argv, {
      cwd,
      env: { CI: 'true', ...env },
      stdin: (async function* () {
        yield input
      })(),
      stdout: { write: (data) => written.push(Buffer.from(data)) },
      stderr: { write: (text) => (stderr += text) },
      signal: new AbortController().signal,
    })
    const stdoutBytes = Buffer.concat(written)
    const stdout = stdoutBytes.toString()
    return {
      code,
      stdout,
      stdoutBytes,
      stderr,
      get json() {
        return JSON.parse(stdout)
      },
    }
  }
  return {
    root,
    write(path, text) {
      mkdirSync(dirname(at(path)), { recursive: true })
      writeFileSync(at(path), text)
    },
    read: (path) => readFileSync(at(path), 'utf8'),
    exists: (path) => existsSync(at(path)),
    remove: (path) => rmSync(at(path), { recursive: true, force: true }),
    files(folder = '.') {
      const entries = readdirSync(at(folder), { recursive: true, withFileTypes: true })
      return new Map(
        entries
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
          .filter((path) => !path.includes('/.figmill/'))
          .sort()
          .map((path) => [
            path.slice(root.length + 1),
            { text: readFileSync(path, 'latin1'), mtimeMs: lstatSync(path).mtimeMs },
          ]),
      )
    },
    clone() {
      const target = mkdtempSync(join(tmpdir(), 'figmill-cli-'))
      onTestFinished(() => rmSync(target, { recursive: true, force: true }))
      cpSync(root, target, {
        recursive: true,
        filter: (path) => !/\/(?:\.figmill|build)$/.test(path),
      })
      return openWorkspace(target, env)
    },
    settle: () => new Promise((resolve) => setTimeout(resolve, 50)),
    figmill: (...argv) => execute(root, '', argv),
    figmillIn: (folder, ...argv) => execute(at(folder), '', argv),
    figmillWithInput: (input, ...argv) => execute(root, input, argv),
  }
}

/** Three figures in two documents; two of them show the same table. */
export const sampleSite = {
  'paper.md': `---
title: Sample
---

# Sample

Text before.

:::figure[Accuracy of *two* models.]{#fig-accuracy width=80% alt="Two bars"}
Bar chart with value labels.

\`\`\`json data
{"model": ["A", "B"], "accuracy": [76.1, 81.8]}
\`\`\`
:::

See \`::figure\` and 10:30.

::figure[By the table.]{#fig-table data=data/table.csv mark=bar x=name y=value}
`,
  'docs/guide.md': `# Guide

::figure[The same table.]{#fig-again data=../data/table.csv mark=line x=name y=value}

The end.`,
  'docs/plain.md': '# No figures\n\nAt 10:30 with `a`.\n',
  'data/table.csv': 'name,value\nx,1\ny,2\nz,4\n',
}
