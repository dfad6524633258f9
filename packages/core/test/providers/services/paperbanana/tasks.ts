import type { JobHandle, JobState } from '../../../../src/providers/provider.js'
import { answering, keyPrint, origin } from './setup.js'

export const handle: JobHandle = {
  provider: 'paperbanana',
  id: 'a1b2c3d4e5f6',
  origin,
  keyFingerprint: keyPrint,
  details: { wanted: ['png'] },
}
export const plotHandle = (...wanted: string[]): JobHandle => ({ ...handle, details: { wanted } })
export const png = Buffer.from('iVBORw0KGgo=', 'base64')
export const task = {
  task_id: handle.id,
  status: 'completed',
  diagram_type: 'methodology',
  image_base64: png.toString('base64'),
  artifacts: {
    png: { format: 'png', media_type: 'image/png', download_url: 'https://evil.example/' },
  },
  description: 'The diagram shows...',
  error: null,
}

/** What one answer tells of a job. */
export async function stateOf(
  body: unknown,
  { of = handle, status = 200 }: { of?: JobHandle; status?: number } = {},
): Promise<JobState> {
  const { context, provider } = answering(status, body)
  const [state] = (await provider.poll?.([of], context)) ?? []
  if (state === undefined) throw new Error('there is no state')
  return state
}
