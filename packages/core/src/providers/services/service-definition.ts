import type * as z from 'zod'
import type { Send } from '../../http/send-once.js'
import type { Provider } from '../provider.js'
import type { KeyAdmin } from './key-admin.js'
import type { PublicAssets } from './public-assets.js'
import type { ServiceKeys } from './service-keys.js'

/** What an adapter is made from. */
export interface ServiceSetup<Settings> {
  /** `services.<name>` of the configuration, checked by the adapter's own schema. */
  settings: Settings
  keys: ServiceKeys
  assets: PublicAssets
  /** For what is secret besides keys. */
  environment: Environment
}

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What an administration of keys is made from. */
export interface KeyAdminSetup<Settings> {
  settings: Settings
  adminKey: string
  send: Send
}

/** A service that figmill knows: one file each, named in the registry. */
export interface ServiceDefinition<Schema extends z.ZodObject = z.ZodObject> {
  /** As authors write it in `provider=`. */
  name: string
  /** What may stand under `services.<name>`; `{}` is enough. `baseUrl` is among it. */
  settings: Schema
  /** What its keys look like, for messages about wrong ones. */
  key: { pattern: RegExp; example: string }
  create(setup: ServiceSetup<z.output<Schema>>): Provider
  /** For who administers the keys that it gives out; absent where its interface has nothing for them. */
  administerKeys?(setup: KeyAdminSetup<z.output<Schema>>): KeyAdmin
}

/** Types a definition, whose settings its own `create` alone needs to know. */
export function defineService<Schema extends z.ZodObject>(
  definition: ServiceDefinition<Schema>,
): ServiceDefinition {
  return definition as unknown as ServiceDefinition
}
