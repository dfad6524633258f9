export { type Options, remarkFigures, remarkFigures as default } from './remark-figures.js'
export type { Target } from './to-figure-node.js'
export { warmFigures } from './warm-figures.js'
