import * as z from 'zod'
import { baseUrl, knownLimits } from '../service-settings.js'

const credits = (documented: number) => z.number().min(0).default(documented)
const aspectList = (documented: string[]) => z.array(z.string()).default(documented)
const namedAspects = ['16:9', '1:1', '4:3', '9:16']

/** What may differ from the document, or is not in it. */
export const conceptvizSettings = z.strictObject({
  /** Where its paths begin. */
  baseUrl: baseUrl('https://conceptviz.app/api/v1'),
  /** Most prompts in one request: plans may allow fewer than four. */
  batchSize: z.int().min(1).max(4).default(4),
  /** Aspect ratios. The document gives these as examples; that there are others, you must know. */
  aspects: z
    .strictObject({
      generate: aspectList([...namedAspects, 'a4-portrait']),
      edit: aspectList(namedAspects),
    })
    .prefault({}),
  /** How local files are sent; a host in between may refuse forms. Together with addresses: `data-url`. */
  uploads: z.enum(['multipart', 'data-url']).default('multipart'),
  /** Most bytes of an input image: "20MB". */
  maxImageBytes: z.int().min(1).default(20_000_000),
  /** Credits of one picture, by model and quality. */
  prices: z
    .strictObject({ 'cv-2 2k': credits(2), 'cv-1 2k': credits(1), 'cv-1 4k': credits(2) })
    .prefault({}),
  /** How often it may be asked, as you know it: the document says nothing. */
  limits: knownLimits,
})

export type ConceptvizSettings = z.output<typeof conceptvizSettings>
