import type { FieldProblem } from '../../../problem.js'
import { problem } from '../check-figure.js'
import type { PaperbananaSettings } from './settings.js'

interface ModelChoice {
  aspect_ratio: string | undefined
  image_model: string | undefined
  image_resolution: string | undefined
}

/** Which image model takes what, and what follows where it leaves no choice. */
export function checkModel(
  { aspect_ratio: aspect, image_model: model, image_resolution: resolution }: ModelChoice,
  { imageProvider }: Pick<PaperbananaSettings, 'imageProvider'>,
): { problems: FieldProblem[]; implied: { image_resolution?: '1K' } } {
  const problems: FieldProblem[] = []
  const refuseResolution = (why: string, hint: string) =>
    void problems.push(problem('image_resolution', `\`${resolution}\` is asked for, ${why}`, hint))
  if (imageProvider !== 'kie_imagen') {
    const why = `it works with the image provider \`kie_imagen\`, and the server's is \`${imageProvider}\``
    const hint = 'Leave it out, or correct `services.paperbanana.imageProvider`.'
    if (model !== undefined) {
      problems.push(problem('image_model', `\`${model}\` is asked for, and ${why}`, hint))
    }
    if (resolution !== undefined) refuseResolution(`and ${why}`, hint)
  }
  if (model === 'google/nano-banana' && resolution !== undefined) {
    refuseResolution(
      'and `google/nano-banana` draws in one resolution',
      'Leave it out, or use `model=nano-banana-pro`.',
    )
  }
  if (model !== 'gpt-image-2-text-to-image') return { problems, implied: {} }
  if (aspect === '1:1' && resolution === '4K') {
    refuseResolution('and `gpt-image-2-text-to-image` draws `1:1` in `1K` and `2K`', 'Use `2K`.')
  }
  if (aspect !== 'auto') return { problems, implied: {} }
  if (resolution !== undefined && resolution !== '1K') {
    refuseResolution(
      'and `gpt-image-2-text-to-image` draws `auto` in `1K`',
      'Name the aspect ratio, or use `1K`.',
    )
  }
  return { problems, implied: { image_resolution: '1K' } }
}
