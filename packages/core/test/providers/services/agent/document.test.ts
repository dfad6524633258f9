import { expect, test } from 'vitest'
import { requestOf } from '../../provider-contract.js'
import { answering, data, figureOf } from './setup.js'

test('`data.suggestion` is what to do about an error that figmill has no better word for', async () => {
  const hintOf = async (error: string) => {
    const suggestion = 'Use a cheaper model or ask the owner to top up.'
    const { context, provider } = answering(data({ error, suggestion }))
    const [outcome] = await provider.submit([requestOf(provider, figureOf())], context)
    return outcome?.status === 'rejected' ? outcome.error.hint : outcome?.status
  }
  expect(await hintOf('unknown_model')).toBe('Use a cheaper model or ask the owner to top up.')
  expect(await hintOf('insufficient_credits')).toContain('cheaper `model`')
})
