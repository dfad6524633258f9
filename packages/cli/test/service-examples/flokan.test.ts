import { describe } from 'vitest'
import { testExamples, uuid } from './examples.js'

describe('the input modes of flokan, whose document shows no body', () => {
  const path = '/api/v1/image-editor/process'
  const asked = { model_tier: 'pro', provider: 'platform' }

  testExamples('flokan', [
    {
      name: 'text-to-image',
      path,
      figure: '::figure[A lighthouse.]{model_tier=pro prompt="A lighthouse"}',
      body: { prompt: 'A lighthouse', model_tier: 'pro' },
      besides: asked,
    },
    {
      name: 'an external image',
      path,
      figure:
        '::figure[By night.]{model_tier=pro prompt="By night" image_url="https://example.com/a.png"}',
      body: { prompt: 'By night', model_tier: 'pro', image_url: 'https://example.com/a.png' },
      besides: asked,
    },
    {
      name: 'a Flokan-hosted image, uploaded before',
      path,
      figure: '::figure[As a diagram.]{model_tier=pro prompt="As a diagram" images=sketch.png}',
      body: { prompt: 'As a diagram', model_tier: 'pro', image_id: uuid },
      besides: asked,
    },
  ])
})
