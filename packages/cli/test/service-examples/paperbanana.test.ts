import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { build, type Example, files, testExamples } from './examples.js'

describe('the examples of paperbanana', () => {
  const encoder = 'Our model uses a 6-layer Transformer encoder with multi-head self-attention.'
  const excerpt = 'Our model uses a 6-layer Transformer encoder...'
  const drawing = { iterations: 3, output_formats: ['png'] }
  const encoderFigure = (context: string, attributes: string) =>
    `:::figure[An encoder.]{${attributes}}
Figure 1: Transformer encoder architecture

\`\`\`text context
${context}
\`\`\`
:::`
  const generated = {
    caption: 'Figure 1: Transformer encoder architecture',
    iterations: 3,
    aspect_ratio: '16:9',
    output_formats: ['png'],
    vlm_provider: 'kie',
    vlm_model: 'gemini-2.5-flash',
    image_model: 'nano-banana-pro',
    image_resolution: '4K',
  }
  const pdfFigure = (attributes: string) =>
    `:::figure[A pipeline.]{pdf=paper.pdf pages=2-4 format=png ${attributes}}
Figure 1: Overall methodology pipeline
:::`
  const ofPdf = {
    pdf_base64: files['paper.pdf'].toString('base64'),
    caption: 'Figure 1: Overall methodology pipeline',
    pages: '2-4',
    output_formats: ['png'],
  }
  /** An example of some fields alone. */
  const fragment = (name: string, fields: Record<string, string>): Example => ({
    name,
    path: '/api/generate',
    figure: encoderFigure(
      excerpt,
      Object.entries(fields)
        .map(([field, value]) => `${field}=${value}`)
        .join(' '),
    ),
    body: fields,
    besides: { ...drawing, source_context: excerpt, caption: generated.caption },
  })

  testExamples('paperbanana', [
    {
      name: 'generate, in the words of every provider (cURL)',
      path: '/api/generate',
      figure: encoderFigure(
        encoder,
        'model=nano-banana-pro aspect=16:9 resolution=4K format=png iterations=3 vlm_provider=kie vlm_model=gemini-2.5-flash',
      ),
      body: { source_context: encoder, ...generated },
    },
    {
      name: 'generate, in the words of the document (JavaScript, Python)',
      path: '/api/generate',
      figure: encoderFigure(
        excerpt,
        'image_model=nano-banana-pro aspect_ratio=16:9 image_resolution=4K output_formats=png iterations=3 vlm_provider=kie vlm_model=gemini-2.5-flash',
      ),
      body: { source_context: excerpt, ...generated },
    },
    fragment('requests through KIE', { vlm_provider: 'kie', vlm_model: 'gemini-2.5-flash' }),
    fragment('requests through APIMart', {
      vlm_provider: 'apimart',
      vlm_model: 'gemini-2.5-flash',
    }),
    fragment('GPT Image 2 through Kie', {
      image_model: 'gpt-image-2-text-to-image',
      aspect_ratio: '16:9',
      image_resolution: '4K',
    }),
    {
      name: 'generate-from-pdf (cURL)',
      path: '/api/generate-from-pdf',
      figure: pdfFigure('iterations=3 aspect=16:9'),
      body: { ...ofPdf, iterations: 3, aspect_ratio: '16:9' },
    },
    {
      name: 'generate-from-pdf (JavaScript, Python)',
      path: '/api/generate-from-pdf',
      figure: pdfFigure(''),
      body: ofPdf,
      besides: { iterations: 3 },
    },
    {
      name: 'plot (cURL, JavaScript, Python)',
      path: '/api/plot',
      figure: `:::figure[Accuracy.]{task=plot iterations=3 aspect=4:3 format="png,svg,pdf" vlm_provider=apimart vlm_model=gemini-2.5-flash}
Bar chart comparing model accuracy with value labels

\`\`\`json data
{"models": ["ResNet-50", "ViT-B/16", "EfficientNet-B4"], "accuracy": [76.1, 81.8, 82.9]}
\`\`\`
:::`,
      body: {
        // The document has `models` first: the same JSON, in the order that keys are made from.
        data_json:
          '{"accuracy":[76.1,81.8,82.9],"models":["ResNet-50","ViT-B/16","EfficientNet-B4"]}',
        intent: 'Bar chart comparing model accuracy with value labels',
        iterations: 3,
        aspect_ratio: '4:3',
        output_formats: ['png', 'svg', 'pdf'],
        vlm_provider: 'apimart',
        vlm_model: 'gemini-2.5-flash',
      },
    },
  ])

  test.each([
    [
      'cURL',
      'Draw a transformer encoder with token embeddings, positional encoding, 6 encoder blocks, and a classifier head.',
      encoder,
    ],
    ['JavaScript, Python', 'Draw a transformer encoder with token embeddings...', excerpt],
  ])('optimize-prompt, before the figure (%s)', async (_, description, source_context) => {
    const { caption } = generated
    const [first, second, ...others] = await build('paperbanana', [
      `:::figure[An encoder.]{optimize=true optimize_caption="${caption}"}
${description}

\`\`\`text context
${source_context}
\`\`\`
:::`,
    ])
    expect(first).toMatchObject({ path: '/api/optimize-prompt', status: 202 })
    expect(first?.body).toEqual({
      description,
      source_context,
      caption,
      diagram_type: 'methodology',
    })
    expect(second?.path).toBe('/api/generate')
    expect(others).toEqual([])
  })

  test('generate, with a webhook', async () => {
    const url = 'https://your-server.com/pb-callback'
    const webhook = { url, secret: 'the secret of the key', port: await findFreePort() }
    const caption = 'Figure 1: Transformer architecture'
    const figure = encoderFigure(excerpt, 'iterations=3').replace(generated.caption, caption)
    const [submission] = await build('paperbanana', [figure], { webhook })
    expect(submission?.body).toEqual({
      source_context: excerpt,
      caption,
      iterations: 3,
      webhook_url: url,
      webhook_include_image: false,
      // Said besides.
      output_formats: ['png'],
    })
  })
})

/** A port of this machine that nobody listens on. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
