import { defineConfig } from 'rolldown'

/**
 * One command line in few files: unbundled, a cold start reads some 300 modules. What is only
 * needed to draw or to buy stays outside, and is loaded when something must be.
 */
export default defineConfig({
  cwd: import.meta.dirname,
  input: { bin: 'src/bin.ts', index: 'src/index.ts' },
  platform: 'node',
  external: [
    '@hpcc-js/wasm-graphviz',
    '@jsquash/jpeg',
    '@jsquash/webp',
    '@resvg/resvg-wasm',
    'chokidar',
    'harfbuzzjs',
    'keyv',
    'undici',
    'vega',
    'vega-lite',
  ],
  resolve: {
    extensionAlias: { '.js': ['.ts', '.js'] },
    // jsonc-parser's `main` looks its parts up at run time, where a bundle has none.
    mainFields: ['module', 'main'],
  },
  output: {
    dir: 'dist',
    cleanDir: true,
    chunkFileNames: '[name].js',
    entryFileNames: '[name].js',
  },
})
