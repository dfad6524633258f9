import type { Theme } from '../../theme.js'
import type { Layer } from '../plot.js'

/** A line as strong as an axis where the values are zero, over what stands on it. */
export function zeroLine(across: 'x' | 'y', theme: Theme): Layer {
  return {
    // One line, not one for each row.
    data: { values: [{}] },
    mark: { type: 'rule', color: theme.axis, strokeWidth: theme.hairline },
    encoding: { [across]: { datum: 0, type: 'quantitative' } },
  }
}
