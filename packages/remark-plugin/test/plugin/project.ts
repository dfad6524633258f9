import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder with files that is gone when the test is over. */
export function createProject(files: Record<string, string> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'figmill-remark-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

interface Props {
  children?: unknown
  [name: string]: unknown
}

/** JSX to a string of HTML. */
export const stringRuntime = {
  Fragment: ({ children }: Props) => contentOf(children),
  jsx: toHtml,
  jsxs: toHtml,
}

function toHtml(type: unknown, { children, ...attributes }: Props): string {
  if (typeof type === 'function') return type({ children, ...attributes })
  const text = Object.entries(attributes).map(([name, value]) => ` ${name}="${textOf(value)}"`)
  return `<${type}${text.join('')}>${contentOf(children)}</${type}>`
}

function contentOf(children: unknown): string {
  return [children]
    .flat(9)
    .filter((child) => child !== undefined)
    .join('')
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
