import { FigureError } from '../errors.js'
import type { Provider } from './provider.js'

/** What happens when something is to be bought without a key. */
export function withoutKey({ name, service }: Pick<Provider, 'name' | 'service'>): FigureError {
  const hint = 'Use `provider=local`, or build with `--draft`.'
  return (
    service?.noKeys ?? new FigureError('provider-unavailable', `\`${name}\` has no key`, { hint })
  )
}
