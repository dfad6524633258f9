/**
 * Writes into the README of `packages/core` which test covers each endpoint and field that a service
 * documents; fails when the README says something else, or when something has no test.
 *
 * What is documented stands in `packages/emulators/src/<service>.documented.ts`. A test in a file, or
 * folder, that begins with the name of the service covers
 * - what comments above it list, where a title would become unreadable:
 *   `// covers POST /api/v1/generate: type | options.resolution`, and
 * - what its title, with those of the `describe`s around it, names in backquotes: the name, with or
 *   without what kind of thing it is (`response`, `header`, ...), and the endpoint, unless the
 *   service has such a name only there.
 *
 * Tests of adapters come before those of emulators, and lists before titles. What has no test stands
 * with its reason in `not-used.ts`. `UPDATE=1` writes the README.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { DocumentedEndpoint } from '../packages/emulators/src/documented.ts'
import { type CollectedTest, collectTests } from './collect-tests.ts'
import { notUsed } from './not-used.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const documents = `${root}packages/emulators/src/`
const readme = `${root}packages/core/README.md`
/** Those of adapters first. */
const folders = ['packages/core/test/providers/services/', 'packages/emulators/test/']

interface Row {
  endpoint: string
  names: string[]
  /** All of one place in a file: rows of its table, if it has one. None for what is not used. */
  tests: CollectedTest[]
  why: string | undefined
}

const { problems, tests } = await collectTests(root, folders)
const tables: string[] = []
for (const file of readdirSync(documents).sort()) {
  const [, service] = /^(\w+)\.documented\.ts$/.exec(file) ?? []
  if (service === undefined) continue
  const { documented }: { documented: DocumentedEndpoint[] } = await import(documents + file)
  tables.push(tableOf(service, documented))
}
if (problems.length === 0) writeOrCompare(tables.join('\n\n'))
for (const problem of problems) console.error(problem)
process.exitCode = problems.length === 0 ? 0 : 1

function tableOf(service: string, documented: readonly DocumentedEndpoint[]): string {
  const groups = folders.map((folder) =>
    tests.filter(({ file }) => file.startsWith(folder + service)),
  )
  checkLists(service, documented, groups.flat())
  const shared = findShared(documented)
  const rows: Row[] = []
  let count = 0
  for (const { endpoint, names } of documented) {
    // An endpoint of which nothing is named is there all the same.
    for (const name of names.length === 0 ? [''] : names) {
      count += 1
      const test = findTest(groups, endpoint, name, shared)
      const why = notUsed[service]?.[endpoint]?.[name]
      if (test === undefined && why === undefined) {
        problems.push(`${service}: ${endpoint}: ${name}: no test covers it`)
      }
      if (test !== undefined && why !== undefined) {
        problems.push(`${service}: ${endpoint}: ${name}: not used, and covered in ${test.file}`)
      }
      const isSame = (row: Row) =>
        row.endpoint === endpoint && row.why === why && isSamePlace(row.tests[0], test)
      const row = rows.find(isSame) ?? { endpoint, names: [], tests: [], why }
      if (row.names.length === 0) rows.push(row)
      row.names.push(name)
      if (test !== undefined) row.tests.push(test)
    }
  }
  const cells = rows.map(({ endpoint, names, tests, why }, index) => {
    const isFirst = endpoint !== rows[index - 1]?.endpoint
    const fields = names.filter((name) => name !== '').map((name) => `\`${name}\``)
    const by = why === undefined ? linkTo(tests) : `not used: ${why}`
    return `| ${isFirst ? endpoint : ''} | ${fields.join(', ')} | ${by} |`
  })
  const summary = `<code>${service}</code>: ${count} names of ${documented.length} endpoints and sections`
  const head = ['| Endpoint | Fields | Test |', '| --- | --- | --- |']
  return [`<details><summary>${summary}</summary>`, '', ...head, ...cells, '', '</details>'].join(
    '\n',
  )
}

/** The first group that has one; an empty name is the endpoint itself. */
function findTest(
  groups: readonly (readonly CollectedTest[])[],
  endpoint: string,
  name: string,
  shared: ReadonlySet<string>,
): CollectedTest | undefined {
  const isListed = ({ listed }: CollectedTest) =>
    listed.some((list) => list.endpoint === endpoint && (name === '' || list.names.includes(name)))
  const isNamed = ({ words }: CollectedTest) => words.has(name) || words.has(withoutKind(name))
  const isNamedHere = (test: CollectedTest) =>
    test.words.has(endpoint) && (name === '' || isNamed(test))
  const isNamedAlone = (test: CollectedTest) => !shared.has(withoutKind(name)) && isNamed(test)
  for (const group of groups) {
    const test = group.find(isListed) ?? group.find(isNamedHere) ?? group.find(isNamedAlone)
    if (test !== undefined) return test
  }
  return undefined
}

/** What somebody calls a name who has said what kind of thing it is. */
function withoutKind(name: string): string {
  return name.replace(/^(?:form|header|path|query|response|error \d+(?= [A-Z_]+$)) /, '')
}

/** Names that more than one endpoint has. */
function findShared(documented: readonly DocumentedEndpoint[]): Set<string> {
  const seen = new Set<string>()
  const shared = new Set<string>()
  for (const { names } of documented) {
    for (const name of new Set(names.map(withoutKind))) (seen.has(name) ? shared : seen).add(name)
  }
  return shared
}

/** Lists must not name what is not, or not any more, documented. */
function checkLists(
  service: string,
  documented: readonly DocumentedEndpoint[],
  tests: readonly CollectedTest[],
): void {
  const check = (place: string, { endpoint, names }: DocumentedEndpoint) => {
    const known = documented.find((one) => one.endpoint === endpoint)
    if (known === undefined) problems.push(`${place}: ${service} documents no ${endpoint}`)
    for (const name of names) {
      if (known?.names.includes(name)) continue
      problems.push(`${place}: ${service} documents no ${name} of ${endpoint}`)
    }
  }
  for (const { file, line, listed } of tests) {
    for (const list of listed) check(`${file}:${line}`, list)
  }
  for (const [endpoint, reasons] of Object.entries(notUsed[service] ?? {})) {
    check('not-used.ts', { endpoint, names: Object.keys(reasons) })
  }
}

function isSamePlace(one: CollectedTest | undefined, other: CollectedTest | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  return one === other || (one.file === other.file && one.line === other.line && one.line > 0)
}

function linkTo([test, ...others]: readonly CollectedTest[]): string {
  if (test === undefined) return ''
  const { alike, file, listed, title } = test
  // What is listed is listed for all rows of a table; what is named, for those that name it.
  const count = listed.length > 0 ? alike : others.filter((other) => other.title !== title).length
  const isOfAdapter = file.startsWith('packages/core/')
  const path = isOfAdapter ? file.slice('packages/core/'.length) : file.replace('packages', '..')
  const link = `[${title.replaceAll('|', '\\|')}](${path})`
  return `${isOfAdapter ? '' : 'emulator: '}${link}${count === 0 ? '' : ` and ${count} alike`}`
}

function writeOrCompare(tables: string): void {
  const text = readFileSync(readme, 'utf8')
  const place = /(?<=<!-- covered fields -->\n)[\s\S]*(?=<!-- \/covered fields -->)/
  if (!place.test(text)) problems.push('packages/core/README.md: there is no place for the tables')
  const written = text.replace(place, () => `\n${tables}\n\n`)
  if (written === text) return
  if (process.env.UPDATE) writeFileSync(readme, written)
  else problems.push('packages/core/README.md is out of date: UPDATE=1 node test/covered-fields.ts')
}
