import { expect, test } from 'vitest'
import { drawPicture } from '../../../emulators/src/draw-picture.js'
import type { Submission } from '../../../emulators/src/emulator.js'
import { createServiceProject } from '../service-project.js'

/** An example of a service's document, and the figure that an author writes for it. */
export interface Example {
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
export const files = {
  'paper.pdf': Buffer.from('%PDF-1.7\n% a paper\n'),
  'sketch.png': await draw('sketch'),
  'reference-1.png': await draw('first'),
  'reference-2.png': await draw('second'),
}

export const uuid = expect.stringMatching(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/)

/** Builds a document by one service, and tells what reached it. */
export async function build(
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

/** Builds all examples as one document, and looks for each among what came. */
export function testExamples(
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
