import { FigureError } from '../../../errors.js'

type Vega = typeof import('vega')

/** The part of Vega that its type declarations leave out. */
interface RandomVega {
  setRandom: (random: () => number) => void
  randomLCG: (seed: number) => () => number
}

const seed = 1

/**
 * Makes the next picture the same whenever it is drawn: random numbers begin anew, and expressions
 * cannot tell the time.
 *
 * @throws {FigureError} from an expression that asks for it.
 */
export function makeRepeatable(vega: Vega): void {
  const { randomLCG, setRandom } = vega as unknown as RandomVega
  setRandom(randomLCG(seed))
  vega.expressionFunction('now', refuseClock)
  vega.expressionFunction('datetime', toDate)
}

function refuseClock(): never {
  throw new FigureError('render-failed', 'An expression of the spec asks what time it is', {
    hint: 'Write the date: a picture is the same whenever it is drawn.',
  })
}

/** Without parts it would be the present. */
function toDate(...parts: readonly number[]): Date {
  if (parts.length === 0) return refuseClock()
  return new Date(...(parts as [number]))
}
