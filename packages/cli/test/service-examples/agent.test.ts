import { describe } from 'vitest'
import { testExamples, uuid } from './examples.js'

describe('the examples of the agent API', () => {
  testExamples('agent', [
    {
      name: 'minimal call',
      path: '/v1/generate',
      figure: '::figure[Anything.]{model=nano-banana-pro prompt="..."}',
      body: { model: 'nano-banana-pro', prompt: '...', request_id: uuid },
      besides: { product: 'image', units: { count: 1, resolution: '1K' } },
    },
  ])
})
