import type { Figure, Provider } from '@figmill/core'
import { describe, expect, test } from 'vitest'
import { findOther, nameOthers } from '../../src/other-providers.js'

/** A provider of one task that knows one option. */
function providerOf(name: string, task: Figure['task'], option: string): [string, Provider] {
  const resolve: Provider['resolve'] = (figure) =>
    figure.task === task && Object.keys(figure.options).every((known) => known === option)
      ? {
          request: { provider: name, operation: 'make', body: { ...figure.options } },
          warnings: [],
          problems: [],
        }
      : {
          request: undefined,
          warnings: [],
          problems: [{ field: 'task', code: 'attribute-invalid', message: 'cannot' }],
        }
  return [name, { name, optionNames: [option], resolve } as unknown as Provider]
}

const providers = new Map([
  providerOf('one', 'plot', 'bars'),
  providerOf('two', 'diagram', 'boxes'),
  providerOf('three', 'diagram', 'circles'),
])
const figure: Figure = { provider: 'one', task: 'diagram', options: { bars: '3', boxes: '2' } }

describe('a figure that its provider cannot make', () => {
  test('goes to the first stand-in that can, which gets its own options only', () => {
    const other = findOther(figure, ['one', 'three', 'two'], providers)
    expect(other?.provider.name).toBe('three')
    expect(other?.figure).toMatchObject({ provider: 'three', options: {} })
    expect(findOther(figure, ['two'], providers)?.figure.options).toEqual({ boxes: '2' })
  })

  test('goes to none where none can', () => {
    expect(findOther({ ...figure, task: 'image' }, ['one', 'two'], providers)).toBeUndefined()
  })

  test('is told with the providers that can', () => {
    const problem = { field: 'task', code: 'attribute-invalid', message: 'cannot' } as const
    expect(nameOthers([problem], figure, providers)[0]?.hint).toBe(
      '`two` and `three` can make it as it is.',
    )
  })

  test('keeps a hint of its own, first', () => {
    const problem = { field: 'x', code: 'attribute-invalid', message: 'm', hint: 'Do it.' } as const
    const hint = 'Do it. `two` and `three` can make it as it is.'
    expect(nameOthers([problem], figure, providers)).toEqual([{ ...problem, hint }])
  })

  test('names nobody where something is mended as it stands', () => {
    const code = 'attribute-invalid'
    const problems = [
      { field: 'bars', code, message: 'an option of its own' },
      { field: 'data', code: 'data-missing', message: 'no data' },
      { field: 'model', code, message: 'a model of its own' },
      { field: 'aspect', code, message: 'a typo', hint: 'Did you mean `1:1`?' },
    ] as const
    expect(nameOthers(problems, figure, providers)).toEqual(problems)
  })
})
