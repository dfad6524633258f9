import { describe, expect, test } from 'vitest'
import { coverSecrets, hideSecrets, keepSecret, redact } from '../../src/http/redact.js'

describe('a text of a stranger is shown', () => {
  test.each([
    ['sk-team-0123456789abcdef', '[key]'],
    ['pb_0123456789abcdef', '[key]'],
    ['cvk_0123456789abcdef', '[key]'],
    ['flk_0123456789abcdef', '[key]'],
    ['ryn_agent_v1_0123456789', '[key]'],
    ['Authorization: Bearer abc.def-123', 'Authorization: Bearer [key]'],
    [
      'at https://a.example/x.png?signature=abc&expires=1 now',
      'at https://a.example/x.png?[...] now',
    ],
    ['at https://user:password@a.example/x', 'at https://a.example/x'],
    ['at /x.png?signature=abc&w=1', 'at /x.png?signature=[...]&w=1'],
    [`data ${'QUJD'.repeat(60)}`, 'data [data]'],
  ])('%s', (text, shown) => {
    expect(redact(text)).toBe(shown)
  })

  test('without a configured key of any shape', () => {
    keepSecret('a key like no other')
    expect(redact('you sent `a key like no other`')).toBe('you sent `[key]`')
  })

  test('in one line, without what moves the cursor or turns the writing', () => {
    expect(redact('a\nb\u001b[31mc\u202ed')).toBe('a b [31mc d')
  })

  test('no further than is needed', () => {
    expect(redact('a word '.repeat(60))).toHaveLength(301)
    expect(redact('a word, and task_1 of sketch-2')).toBe('a word, and task_1 of sketch-2')
  })
})

describe('a secret that is in use is hidden', () => {
  keepSecret('one/of+ours')

  test('in a text of several lines, which stay', () => {
    expect(hideSecrets('a\n  one/of+ours\nor one%2Fof%2Bours')).toBe('a\n  [key]\nor [key]')
  })

  test('in bytes, which stay as many, and the same where there is none', () => {
    const bytes = Buffer.from('\0one/of+ours\0one/of+ours')
    expect(Buffer.from(coverSecrets(bytes)).toString()).toBe('\0***********\0***********')
    expect(bytes.toString()).toContain('one/of+ours')
    const innocent = Buffer.from('one of ours')
    expect(coverSecrets(innocent)).toBe(innocent)
  })

  test('but not where it is so short that it may be a word', () => {
    keepSecret('status')
    expect(redact('no status')).toBe('no status')
  })
})
