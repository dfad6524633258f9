import { describe } from 'vitest'
import { testExamples } from './examples.js'

describe('the examples of autofigure', () => {
  const path = '/api/v1/generate'
  const standard = { resolution: '1K', aspect_ratio: 'auto', output_format: 'png' }
  const pipeline = { task_name: 'diagram', resolution: '1K', output_format: 'png' }

  testExamples('autofigure', [
    {
      name: 'standard text-to-image',
      path,
      figure: `:::figure[A city.]{type=standard model=nano-banana-pro resolution=2K format=png}
A futuristic city skyline at sunset
:::`,
      body: {
        type: 'standard',
        scene: 'text-to-image',
        prompt: 'A futuristic city skyline at sunset',
        model: 'nano-banana-pro',
        options: { resolution: '2K', output_format: 'png' },
      },
      besides: { options: standard },
    },
    {
      name: 'standard image-to-image',
      path,
      figure: `:::figure[A source.]{type=standard model=nano-banana-2 image_input="https://example.com/source.png" resolution=1K}
Make this more professional
:::`,
      body: {
        type: 'standard',
        scene: 'image-to-image',
        prompt: 'Make this more professional',
        model: 'nano-banana-2',
        options: { image_input: ['https://example.com/source.png'], resolution: '1K' },
      },
      besides: { options: standard },
    },
    {
      name: 'pipeline text-to-image',
      path,
      figure: `:::figure[A transformer.]{type=pipeline task=diagram resolution=2K}
Architecture diagram for transformer model

\`\`\`text context
This paper presents a novel transformer architecture with multi-head attention...
\`\`\`
:::`,
      body: {
        type: 'pipeline',
        scene: 'text-to-image',
        prompt: 'Architecture diagram for transformer model',
        options: {
          content:
            'This paper presents a novel transformer architecture with multi-head attention...',
          task_name: 'diagram',
          resolution: '2K',
        },
      },
      besides: { options: pipeline },
    },
    {
      name: 'pipeline image-to-image',
      path,
      figure: `:::figure[A transformer.]{type=pipeline image_input="https://example.com/my-diagram.png" resolution=2K}
\`\`\`text context
This paper presents a novel transformer architecture...
\`\`\`
:::`,
      body: {
        type: 'pipeline',
        scene: 'image-to-image',
        options: {
          content: 'This paper presents a novel transformer architecture...',
          image_input: ['https://example.com/my-diagram.png'],
          resolution: '2K',
        },
      },
      besides: { options: pipeline },
    },
    {
      name: 'quick start',
      path,
      figure:
        '::figure[An apple.]{model=nano-banana-pro prompt="A red apple on a white background"}',
      body: {
        type: 'standard',
        scene: 'text-to-image',
        prompt: 'A red apple on a white background',
        model: 'nano-banana-pro',
      },
      besides: { options: standard },
    },
  ])
})
