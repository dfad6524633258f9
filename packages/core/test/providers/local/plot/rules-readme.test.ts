import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { findColumnMentions } from '../../../../src/providers/local/plot/inference/column-mentions.js'
import {
  bubbleRules,
  colorRules,
  facetRules,
  labelRules,
  panelRules,
  sizeRules,
  xRules,
  yRules,
} from '../../../../src/providers/local/plot/inference/column-rules.js'
import { markRulesByX } from '../../../../src/providers/local/plot/inference/mark-choice.js'
import { readPromptWords } from '../../../../src/providers/local/plot/inference/prompt-words.js'

const readme = readFileSync(
  new URL('../../../../src/providers/local/plot/README.md', import.meta.url),
  'utf8',
)
const rows = [...readme.matchAll(/^\| (".*?) \| `(.*?)` \|$/gm)].flatMap(
  ([, words = '', meaning]) =>
    [...words.matchAll(/"(.*?)"/g)].map(([, phrase = '']) => [phrase, meaning ?? ''] as const),
)

describe('the README says what the code does:', () => {
  test.each(rows.filter(([, meaning]) => meaning.includes('=')))(
    '%s means %s',
    (phrase, meaning) => {
      const hints = readPromptWords(`A chart, ${phrase}, of things`, [])
      const said: Record<string, unknown> = {
        mark: hints.mark?.value,
        stack: hints.stack?.value,
        orient: hints.orient?.value,
        labels: hints.valueLabels && (hints.valueLabels.value ? 'value' : 'none'),
        sort: hints.sort?.value,
        scale: hints.log && { x: 'log-x', y: 'log-y', xy: 'log-log' }[hints.log.value],
        trend: hints.trend?.value,
      }
      const [option = '', value] = meaning.split('=')
      expect(said[option]).toBe(value)
    },
  )

  test.each(rows.filter(([, meaning]) => !meaning.includes('=')))(
    '%s tells the column of %s',
    (phrase, part) => {
      const column = phrase.split(' ').at(-1) ?? ''
      const [mention] = findColumnMentions(`Some numbers ${phrase}`, [column])
      expect(mention?.role ?? (mention?.across ? 'x' : undefined)).toBe(part)
    },
  )

  const lists: [string, readonly { because: string }[]][] = [
    ['**x**', xRules],
    ['**y**', yRules],
    ['**colour**', [...colorRules.said, ...colorRules.open]],
    ['**names beside points**', labelRules],
    ['**small plots**', [...facetRules, ...panelRules]],
    ['**area of points**', [...sizeRules, ...bubbleRules]],
  ]
  test.each(lists)('the rules for %s, in their order', (heading, rules) => {
    expect(listAfter(heading)).toEqual(rules.map(({ because }) => because))
  })

  test('the rules for the kind of plot, in their order', () => {
    expect(listAfter('## The kind of plot')).toEqual(
      markRulesByX.map(({ because, mark }) => `${because}: ${mark}`),
    )
  })
})

/** The numbered list that follows a heading. */
function listAfter(heading: string): string[] {
  const [, text = ''] = readme.split(`\n${heading}`)
  const [list = ''] = /(?:^\d+\. .*\n)+/m.exec(text) ?? []
  return list
    .trim()
    .split('\n')
    .map((line) => line.replace(/^\d+\. /, ''))
}
