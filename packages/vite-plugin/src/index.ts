export type { Options } from './options.js'
export { figmill, figmill as default } from './vite.js'
