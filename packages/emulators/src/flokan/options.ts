import type { ServiceLimit } from '../count-requests.ts'
import type { EmulatorOptions } from '../emulator.ts'
import type { FaultScript } from '../faults.ts'
import type { ByokProvider, Tier } from './requests.ts'

/** A key of the shape that the document shows. */
export const flokanKey = `flk_${'x'.repeat(42)}`

/** What stands behind a key. */
export interface KeyRights {
  /** Of the key. Default: `image_editor`. */
  scopes: readonly string[]
  /** Of the user who created it. Default: `access_image_editor`. */
  permissions: readonly string[]
  /** Whose credits, pictures and jobs it sees. Default: one for all keys. */
  workspace: string
}

export interface FlokanOptions extends EmulatorOptions {
  /** Asked at each request, since rights can be taken away. Default: everything that is needed. */
  rightsOf?: ((key: string) => Partial<KeyRights>) | undefined
  /** Of the workspace's plan. Default: 60. */
  requestsPerMinute?: number | undefined
  /** What the service takes for a minute. Default: 60,000. */
  windowMs?: number | undefined
  /** How requests are counted. Default: `fixed`. */
  limitKind?: ServiceLimit['kind'] | undefined
  /** What has a limit of its own. Default: `key`. */
  countedBy?: 'key' | 'workspace' | undefined
  /** Whether requests over the limit count against it, as is felt in sliding windows. Default: no. */
  countsRefused?: boolean | undefined
  /** Of `X-RateLimit-Reset`. Default: `epoch-seconds`. */
  resetUnit?: 'delta-seconds' | 'epoch-seconds' | 'epoch-ms' | undefined
  /** Ids of style presets and of characters that every workspace knows. Default: none. */
  styles?: readonly string[] | undefined
  characters?: readonly string[] | undefined
  /** Default: yes. */
  planIncludesByok?: boolean | undefined
  /** Providers that workspaces have configured; one of them is not always enabled. Default: none. */
  byok?: Readonly<Partial<Record<ByokProvider, 'enabled' | 'disabled'>>> | undefined
  /** Credits that are estimated. Default: pro 50, standard 20, creative 30. */
  prices?: Readonly<Partial<Record<Tier, number>>> | undefined
  /** Credits that the n-th job deducts, from 0; no more than its price. Default: its price. */
  creditsOf?: ((tier: Tier, index: number) => number) | undefined
  /** Whether a provider's safety filter rejects a prompt. Default: one with `[unsafe]` in it. */
  isUnsafe?: ((prompt: string) => boolean) | undefined
  /** How long a call may take before the platform ends it. Default: 300,000. */
  maxDurationMs?: number | undefined
  /** Whether a job's row carries its prompt. Default: yes. */
  showsPrompt?: boolean | undefined
  /** Whether `data` of the list is the rows, or an object that has them as `jobs`. Default: `rows`. */
  listShape?: 'rows' | 'jobs' | undefined
}

const noFaults: FaultScript = () => undefined

/** The options with their defaults. */
export function settingsOf(options: FlokanOptions) {
  const prices = { pro: 50, standard: 20, creative: 30, ...options.prices }
  const limit: ServiceLimit = {
    scope: options.countedBy === 'workspace' ? 'account' : 'key',
    requests: options.requestsPerMinute ?? 60,
    windowMs: options.windowMs ?? 60_000,
    kind: options.limitKind ?? 'fixed',
  }
  return {
    clock: options.clock,
    origin: options.origin,
    keys: options.keys ?? [flokanKey],
    credits: options.credits ?? 1_000_000,
    // The first as in the document, and all of them between 10 and 60 seconds.
    durationMs:
      options.durationMs ?? ((index: number) => 10_000 + (((index + 1) * 8_432) % 50_000)),
    faultOf: options.faultOf ?? noFaults,
    rightsOf: (key: string): KeyRights => ({
      scopes: ['image_editor'],
      permissions: ['access_image_editor'],
      workspace: 'workspace',
      ...options.rightsOf?.(key),
    }),
    limit,
    countsRefused: options.countsRefused ?? false,
    resetUnit: options.resetUnit ?? 'epoch-seconds',
    styles: options.styles ?? [],
    characters: options.characters ?? [],
    planIncludesByok: options.planIncludesByok ?? true,
    byok: options.byok ?? {},
    prices,
    creditsOf: options.creditsOf ?? ((tier: Tier) => prices[tier]),
    isUnsafe: options.isUnsafe ?? ((prompt: string) => prompt.includes('[unsafe]')),
    maxDurationMs: options.maxDurationMs ?? 300_000,
    showsPrompt: options.showsPrompt ?? true,
    listShape: options.listShape ?? 'rows',
  }
}

export type Settings = ReturnType<typeof settingsOf>
