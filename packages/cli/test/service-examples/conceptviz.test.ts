import { describe, expect, test } from 'vitest'
import { build, files, testExamples } from './examples.js'

describe('the examples of conceptviz', () => {
  const path = '/api/v1/generate'
  const asked = { model: 'cv-2', quality: '2k' }
  const imagesOf = (...names: (keyof typeof files)[]) =>
    names.map((name, index) => ({
      name: `image-${index + 1}.png`,
      type: 'image/png',
      bytes: new Uint8Array(files[name]),
    }))

  testExamples(
    'conceptviz',
    [
      {
        name: 'generate (cURL)',
        path,
        figure: `:::figure[Water.]{model=cv-2 quality=2k}
water cycle diagram showing evaporation, condensation, and precipitation
:::`,
        body: {
          prompt: 'water cycle diagram showing evaporation, condensation, and precipitation',
          ...asked,
        },
      },
      {
        name: 'generate (Python)',
        path,
        figure: '::figure[Plants.]{model=cv-2 quality=2k prompt="photosynthesis process diagram"}',
        body: { prompt: 'photosynthesis process diagram', ...asked },
      },
      {
        name: 'edit of an address (cURL)',
        path: '/api/v1/edit',
        figure: `:::figure[Annotated.]{model=cv-2 image_urls="https://example.com/marked-up-diagram.png"}
Replace the annotations with a clean professional architecture diagram
:::`,
        body: {
          prompt: 'Replace the annotations with a clean professional architecture diagram',
          images: ['https://example.com/marked-up-diagram.png'],
          model: 'cv-2',
        },
        besides: { quality: '2k' },
      },
      {
        name: 'edit of a file (multipart)',
        path: '/api/v1/edit',
        figure: `:::figure[A system.]{model=cv-2 images=sketch.png}
Convert this sketch into a polished system diagram
:::`,
        body: {
          prompt: 'Convert this sketch into a polished system diagram',
          image: imagesOf('sketch.png'),
          model: 'cv-2',
        },
        besides: { quality: '2k' },
      },
      {
        name: 'edit of several files (multipart)',
        path: '/api/v1/edit',
        figure: `:::figure[One diagram.]{images="reference-1.png reference-2.png"}
Combine these references into one clean diagram
:::`,
        body: {
          prompt: 'Combine these references into one clean diagram',
          image: imagesOf('reference-1.png', 'reference-2.png'),
        },
        besides: asked,
      },
    ],
    // Otherwise the first two would go together.
    { batchSize: 1 },
  )

  test('generate, two figures in one request (JavaScript)', async () => {
    const prompts = ['cell division mitosis diagram', 'DNA double helix structure']
    const submissions = await build(
      'conceptviz',
      prompts.map((prompt) => `::figure[Biology.]{model=cv-2 quality=2k prompt="${prompt}"}`),
    )
    expect(submissions).toMatchObject([{ path, status: 200 }])
    expect(submissions[0]?.body).toEqual({ prompts, ...asked })
  })
})
