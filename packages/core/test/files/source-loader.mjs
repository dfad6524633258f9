// Preloaded by child processes of tests, so that they run the sources and never a stale build:
// Node strips the types, this finds the `.ts` behind each `.js` of an import.
import { registerHooks } from 'node:module'

registerHooks({
  resolve(specifier, context, nextResolve) {
    const isSource = context.parentURL?.endsWith('.ts') && specifier.startsWith('.')
    return nextResolve(isSource ? specifier.replace(/\.js$/, '.ts') : specifier, context)
  },
})
