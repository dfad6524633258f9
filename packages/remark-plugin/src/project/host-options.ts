import { type Problem, ProblemsError, suggestName } from '@figmill/core'

/** Options of every plugin. All are plain JSON: some hosts hand them on to worker processes. */
export interface HostOptions {
  /** Folder from which the configuration file is looked for, upwards. */
  root?: string | undefined
  /** Configuration file to use instead, relative to the root. */
  config?: string | undefined
  /** Make nothing: every figure must be in the lockfile and the cache. */
  frozen?: boolean | undefined
  /** Put marked drafts in the place of figures that need a service. */
  draft?: boolean | undefined
}

/** What the value of an option must be; a list names the words it may be. */
export type OptionKind = 'string' | 'boolean' | readonly string[]

export const hostOptionKinds: Readonly<Record<keyof HostOptions, OptionKind>> = {
  root: 'string',
  config: 'string',
  frozen: 'boolean',
  draft: 'boolean',
}

/**
 * Checks what people write as options of a plugin.
 *
 * @throws {ProblemsError} `config-invalid`, every wrong option.
 */
export function checkOptions(options: object, known: Readonly<Record<string, OptionKind>>): void {
  const problems = Object.entries(options).flatMap(([name, value]): Problem[] => {
    const kind = Object.hasOwn(known, name) ? known[name] : undefined
    if (kind === undefined) {
      const hint = suggestName(name, Object.keys(known))
      return [problem(`unknown option \`${name}\``, hint)]
    }
    if (value === undefined || isOfKind(value, kind)) return []
    const words = typeof kind === 'string' ? [] : kind.map((word) => `\`${word}\``)
    const expected = typeof kind === 'string' ? `a ${kind}` : words.join(', ')
    const seen = JSON.stringify(value) ?? typeof value
    return [problem(`the option \`${name}\` is ${seen}, expected ${expected}`)]
  })
  if (problems.length > 0) throw new ProblemsError(problems)
}

function isOfKind(value: unknown, kind: OptionKind): boolean {
  if (typeof kind === 'string') return typeof value === kind
  return typeof value === 'string' && kind.includes(value)
}

function problem(message: string, hint?: string): Problem {
  return { code: 'config-invalid', severity: 'error', message, hint }
}
