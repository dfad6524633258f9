import { describe, expect, it } from 'vitest'
import { parseFigure } from '../src/figure.js'
import { nearestName, suggestName } from '../src/nearest-name.js'

describe('a figure', () => {
  it('is drawn by the local provider unless it says otherwise', () => {
    expect(parseFigure({}, { prompt: 'a' }).figure).toMatchObject({
      provider: 'local',
      prompt: 'a',
    })
  })

  it('has no attribute that its author did not set: what is not sent is not hashed', () => {
    expect(Object.keys(parseFigure({}, {}).figure ?? {}).sort()).toEqual(['options', 'provider'])
  })

  it('keeps what is not common as an option of the provider', () => {
    const { figure } = parseFigure({ iterations: '3', aspect: '4:3', take: '2' }, {})
    expect(figure).toMatchObject({ aspect: '4:3', take: 2, options: { iterations: '3' } })
  })

  it('may ask for several formats, the primary one first', () => {
    const formats = (format: string) => parseFigure({ format }, {}).figure?.formats
    expect(formats('png')).toEqual(['png'])
    expect(formats('svg,pdf')).toEqual(['svg', 'pdf'])
    expect(formats(' pdf , svg ')).toEqual(['pdf', 'svg'])
  })

  it.each([
    ['svg,svg', '`format` is `svg,svg`: expected each format once', undefined],
    ['svg,jpegs', '`format` is `jpegs`, expected `svg`, `png`, `jpeg`, `webp`, `pdf`', 'jpeg'],
    ['svg,', '`format` is ``, expected `svg`, `png`, `jpeg`, `webp`, `pdf`', undefined],
  ])('says what is wrong with the formats `%s`', (format, message, nearest) => {
    const { problems } = parseFigure({ format }, {})
    const hint = nearest && `Did you mean \`${nearest}\`?`
    expect(problems).toEqual([{ field: 'format', code: 'attribute-invalid', message, hint }])
  })

  it('tells every wrong value, what was seen and what was expected', () => {
    const { problems } = parseFigure({ task: 'plt', aspect: '4x3', take: '0', format: 'gif' }, {})
    expect(problems.map(({ field, hint, message }) => [field, message, hint])).toEqual([
      ['task', '`task` is `plt`, expected `plot`, `diagram`, `image`', 'Did you mean `plot`?'],
      [
        'aspect',
        '`aspect` is `4x3`: expected `width:height`, such as `16:9`, or `auto`',
        undefined,
      ],
      ['format', '`format` is `gif`, expected `svg`, `png`, `jpeg`, `webp`, `pdf`', undefined],
      ['take', '`take` is `0`: expected a whole number from 1', undefined],
    ])
  })
})

describe('the nearest name', () => {
  it.each([
    ['widht', 'width'],
    ['promt', 'prompt'],
    ['aspekt', 'aspect'],
    ['data-json', 'data_json'],
    ['xyz', undefined],
    ['colour', undefined],
  ])('of %s is %s', (seen, name) => {
    expect(nearestName(seen, ['width', 'prompt', 'aspect', 'data_json', 'data'])).toBe(name)
  })

  it('is the list of what is known when none is near', () => {
    expect(suggestName('zzz', ['a', 'b'])).toBe('Expected one of `a`, `b`.')
  })
})
