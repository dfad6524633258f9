import { type FieldProblem, type ProviderRequest, videoOperation } from '@figmill/core'
import type { PictureUse } from './check-formats.js'

/** Checks that a video stands where one can be, and that only a video has a poster. */
export function checkVideo(
  { operation }: ProviderRequest,
  use: PictureUse,
  hasPoster: boolean,
): FieldProblem[] {
  const isVideo = operation === videoOperation
  if (isVideo && use === 'panel') {
    const message = '`product` is `video`, which cannot be put into a larger picture'
    const hint = 'Take it out of the group.'
    return [{ field: 'product', code: 'attribute-invalid', message, hint }]
  }
  if (isVideo || !hasPoster) return []
  const message = '`poster` is what stands for a video, and this figure is a picture'
  const hint = 'Leave it out, or ask a provider that makes them for `product=video`.'
  return [{ field: 'poster', code: 'attribute-invalid', message, hint }]
}
