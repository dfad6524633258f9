import type { ServiceLimit } from '../count-requests.ts'
import type { EmulatorOptions } from '../emulator.ts'
import type { Quality } from './read-submission.ts'

export interface ConceptvizOptions extends EmulatorOptions {
  /** Keys that were switched off. Default: none. */
  disabledKeys?: readonly string[] | undefined
  /** Keys of a second account, with as many credits of its own. Default: none. */
  foreignKeys?: readonly string[] | undefined
  /** Of both accounts. Below `pro` there is no API. Default: `pro`. */
  plan?: 'free' | 'pro' | undefined
  /** Prompts that the plan allows in one request. Default: 4, as many as there can be. */
  maxBatch?: number | undefined
  /** What the plan allows. Default: both. */
  qualities?: readonly Quality[] | undefined
  /** Prompts that contain one of them, in any case, are blocked. Default: none. */
  blockedWords?: readonly string[] | undefined
  /** Input images that are blocked: SHA-256 in hex, or addresses. Default: none. */
  blockedImages?: readonly string[] | undefined
  /** How many submissions are moderated in a short period. Default: all. */
  moderationLimits?: readonly ServiceLimit[] | undefined
  /** Whether submissions over the limit count against it. Default: no. */
  countsRefused?: boolean | undefined
  /** Pictures that the n-th task ends with, of so many prompts. Default: one for each. */
  imagesReturned?: ((index: number, prompts: number) => number) | undefined
  /** What the n-th submission fails with if nothing is wrong with it. Default: nothing. */
  failureOf?: ((index: number) => SubmissionFailure | undefined) | undefined
  /** Status of the answer about a failed task. Default: 200. */
  failedTaskStatus?: 200 | 500 | undefined
}

export type SubmissionFailure = 'CREDIT_CONSUMPTION_FAILED' | 'GENERATION_FAILED'

/** Options of which none is left out. */
export type Settings = {
  [Name in keyof ConceptvizOptions]-?: Exclude<ConceptvizOptions[Name], undefined>
}

const defaults: Omit<Settings, 'clock' | 'origin'> = {
  keys: ['cvk_your_api_key_here'],
  credits: 1_000_000,
  // From 30 to 90 seconds.
  durationMs: (index) => 30_000 + ((index * 17) % 61) * 1_000,
  faultOf: () => undefined,
  disabledKeys: [],
  foreignKeys: [],
  plan: 'pro',
  maxBatch: 4,
  qualities: ['2k', '4k'],
  blockedWords: [],
  blockedImages: [],
  moderationLimits: [],
  countsRefused: false,
  imagesReturned: (_, prompts) => prompts,
  failureOf: () => undefined,
  failedTaskStatus: 200,
}

const maxKeys = 5

/**
 * Fills in what was left out.
 *
 * @throws {RangeError} For more keys than an account can have.
 */
export function toSettings(options: ConceptvizOptions): Settings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const settings = { ...defaults, ...Object.fromEntries(given) } as Settings
  if (Math.max(settings.keys.length, settings.foreignKeys.length) > maxKeys)
    throw new RangeError(`an account has at most ${maxKeys} keys`)
  return settings
}
