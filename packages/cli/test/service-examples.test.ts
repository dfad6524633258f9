import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { drawPicture } from '../../emulators/src/draw-picture.js'
import type { Submission } from '../../emulators/src/emulator.js'
import { createServiceProject } from './service-project.js'

/** An example of a service's document, and the figure that an author writes for it. */
interface Example {
  /** Where the document has it. */
  name: string
  path: string
  figure: string
  /** As the document shows it. */
  body: Body
  /** What figmill says besides: defaults, for a key must not depend on what a service changes. */
  besides?: Body
}

type Body = Record<string, unknown> & { options?: Record<string, unknown> }

/** Keys as the documents show them. */
const keys = {
  agent: 'ryn_agent_v1_your_api_key_here',
  autofigure: 'sk-team-your-api-key',
  conceptviz: 'cvk_your_api_key_here',
  flokan: 'flk_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  paperbanana: 'pb_xxxxxxxxxxxxxxxxxxxxxxxxxxxx',
} as const

const draw = (text: string) => drawPicture({ mediaType: 'image/png', width: 8, height: 6, text })

/** Files that figures start from. */
const files = {
  'paper.pdf': Buffer.from('%PDF-1.7\n% a paper\n'),
  'sketch.png': await draw('sketch'),
  'reference-1.png': await draw('first'),
  'reference-2.png': await draw('second'),
}

const uuid = expect.stringMatching(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/)

/** Builds a document by one service, and tells what reached it. */
async function build(
  service: keyof typeof keys,
  figures: readonly string[],
  settings = {},
): Promise<readonly Submission[]> {
  const { services, workspace } = await createServiceProject({
    documents: {
      'paper.md': `---\nfigures:\n  provider: ${service}\n---\n\n${figures.join('\n\n')}\n`,
    },
    emulated: { [service]: { keys: [keys[service]] } },
    services: { [service]: settings },
  })
  for (const [path, bytes] of Object.entries(files)) workspace.write(path, bytes)
  const { code, stderr } = await workspace.figmill('build')
  expect(stderr).not.toContain('error')
  expect(code).toBe(0)
  return services.get(service)?.submissions() ?? []
}

/** A port of this machine that nobody listens on. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Builds all examples as one document, and looks for each among what came. */
function testExamples(
  service: keyof typeof keys,
  examples: readonly Example[],
  settings?: object,
): void {
  let building: Promise<readonly Submission[]> | undefined
  test.each(examples)('$name', async ({ besides = {}, body, path }) => {
    building ??= build(
      service,
      examples.map(({ figure }) => figure),
      settings,
    )
    const submissions = (await building).map(({ body, path }) => ({ body, path }))
    const options = besides.options && { options: { ...besides.options, ...body.options } }
    expect(submissions).toContainEqual({ path, body: { ...besides, ...body, ...options } })
    expect(submissions).toHaveLength(examples.length)
  })
}

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
