/** What a configuration file imports: types, and one function that returns what it is given. */
export type { Config } from './config/config.js'
export { defineConfig } from './config/define-config.js'
