import type { Config } from './config.js'

/** Types a configuration; does nothing else, so that a config file costs nothing to load. */
export function defineConfig(config: Config): Config {
  return config
}
