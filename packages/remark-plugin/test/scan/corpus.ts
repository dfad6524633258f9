import { existsSync, readdirSync, readFileSync } from 'node:fs'

export interface CorpusDocument {
  name: string
  mdx: boolean
  text: string
}

/** Real documents of other projects; they live beside the repository, not in it. */
const folder = new URL('../../../../../shared/corpus/', import.meta.url)

/** Why tests on the corpus cannot run here, if so. In CI they must run. */
export const corpusMissing =
  existsSync(folder) || process.env.CI ? undefined : 'the corpus is not beside the repository'

/** At most `limit` documents, spread over all of them. */
export function readCorpus(limit = Number.POSITIVE_INFINITY): CorpusDocument[] {
  if (corpusMissing !== undefined) return []
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\/.*\.mdx?$/.test(name))
    .sort()
  const step = Math.max(1, Math.ceil(names.length / limit))
  return names
    .filter((_, index) => index % step === 0)
    .map((name) => ({
      name,
      mdx: name.endsWith('.mdx'),
      text: readFileSync(new URL(encodeURI(name), folder), 'utf8'),
    }))
}
