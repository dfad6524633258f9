import { readFileSync } from 'node:fs'
import { createVitest } from 'vitest/node'
import type { DocumentedEndpoint } from '../packages/emulators/src/documented.ts'

export interface CollectedTest {
  /** Relative to the root. */
  file: string
  /** 0 for those of a function that several files call. */
  line: number
  /** With those of the `describe`s around it. */
  title: string
  /** What its title has in backquotes. */
  words: ReadonlySet<string>
  /** What comments above it list. */
  listed: readonly DocumentedEndpoint[]
  /** How many others came of the same line. */
  alike: number
}

/**
 * All tests of folders, by file and line, as vitest tells them: with every row of their tables. None
 * is run.
 */
export async function collectTests(
  root: string,
  folders: readonly string[],
): Promise<{ tests: CollectedTest[]; problems: string[] }> {
  const vitest = await createVitest({
    root,
    watch: false,
    reporters: [],
    includeTaskLocation: true,
  })
  const { testModules, unhandledErrors } = await vitest.collect([...folders], {
    staticParse: false,
  })
  const problems = unhandledErrors.map(String)
  const modules = testModules.toSorted((a, b) => (a.relativeModuleId < b.relativeModuleId ? -1 : 1))
  const tests = modules.flatMap((module) => {
    const file = module.relativeModuleId
    if (!module.ok()) problems.push(`${file}: its tests cannot be told`)
    const found = [...module.children.allTests()]
      .map(({ fullName, location }) => ({ title: fullName, line: location?.line ?? 0 }))
      .sort((a, b) => a.line - b.line)
    const lists = readLists(readFileSync(root + file, 'utf8'))
    return found.map(({ line, title }): CollectedTest => {
      const before = found.findLast((other) => other.line < line)?.line ?? 0
      return {
        file,
        line,
        title,
        words: new Set(title.match(/(?<=`)[^`]+(?=`)/g)),
        listed: lists.filter((list) => list.line > before && list.line < line),
        alike: line === 0 ? 0 : found.filter((other) => other.line === line).length - 1,
      }
    })
  })
  await vitest.close()
  return { tests, problems }
}

function readLists(source: string): (DocumentedEndpoint & { line: number })[] {
  return source.split('\n').flatMap((text, index) => {
    const [, endpoint, names] = /^\s*\/\/ covers (.+?)(?:: (.+))?$/.exec(text) ?? []
    return endpoint === undefined
      ? []
      : [{ line: index + 1, endpoint, names: names?.split(' | ') ?? [] }]
  })
}
