export type Product = 'image' | 'video' | 'music'

/** A model and what it costs, in credits. */
export interface Model {
  id: string
  product: Product
  /** For one result. */
  credits: number
  /** For one result at a resolution that costs something else. */
  creditsAt?: Readonly<Record<string, number>> | undefined
  /** Multiplies the price of a video that starts from a picture. */
  fromImage?: number | undefined
  /** Pictures to start from; without it they may be given or not. Music takes none. */
  inputs?: 'required' | 'refused' | undefined
}

/** The document's three tables. Of its "some models" it names none: sora-2 stands for them. */
export const documentedModels: readonly Model[] = [
  { id: 'google/nano-banana', product: 'image', credits: 8 },
  { id: 'nano-banana-pro', product: 'image', credits: 20, creditsAt: { '4K': 40 } },
  { id: 'gpt4o_image', product: 'image', credits: 10 },
  { id: 'qwen/text-to-image', product: 'image', credits: 15, inputs: 'refused' },
  { id: 'qwen/image-to-image', product: 'image', credits: 15, inputs: 'required' },
  { id: 'xai/grok-imagine-image', product: 'image', credits: 20 },
  { id: 'xai/grok-imagine-image/edit', product: 'image', credits: 20, inputs: 'required' },
  { id: 'z-image', product: 'image', credits: 20 },
  { id: 'sora-2', product: 'video', credits: 10, creditsAt: { '1080p': 18 }, fromImage: 1.5 },
  { id: 'sora-2-pro', product: 'video', credits: 330 },
  { id: 'veo3_fast', product: 'video', credits: 50 },
  { id: 'veo3', product: 'video', credits: 280, creditsAt: { '1080p': 350 } },
  { id: 'doubao-seedance-1.0-pro-fast', product: 'video', credits: 40 },
  { id: 'wan-2.6', product: 'video', credits: 20, creditsAt: { '1080p': 300 } },
  { id: 'fal-ai/ltx-2/image-to-video', product: 'video', credits: 50, inputs: 'required' },
  { id: 'xai/grok-imagine-video/text-to-video', product: 'video', credits: 10, inputs: 'refused' },
  { id: 'V5', product: 'music', credits: 35 },
  { id: 'V4_5PLUS', product: 'music', credits: 30 },
  { id: 'V4_5', product: 'music', credits: 25 },
  { id: 'V4', product: 'music', credits: 20 },
]

export interface Price {
  credits: number
  breakdown: { unit_credits: number; count: number; multiplier: number }
}

/** What a model asks for so many results. */
export function priceOf(
  model: Model,
  { count = 1, resolution = '' }: { count?: number | undefined; resolution?: string | undefined },
  isFromImage: boolean,
): Price {
  const unitCredits = model.creditsAt?.[resolution] ?? model.credits
  const multiplier = isFromImage ? (model.fromImage ?? 1) : 1
  return {
    credits: unitCredits * count * multiplier,
    breakdown: { unit_credits: unitCredits, count, multiplier },
  }
}
