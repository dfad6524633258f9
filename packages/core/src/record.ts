import { type Artifact, factsOf } from './artifact.js'
import type { FigureRecord } from './cache/tier.js'
import type { SpecDigest } from './digest.js'
import type { FieldProblem } from './problem.js'

/** A picture that has just been made, and what is known of its making. */
export interface Made {
  artifact: Artifact
  costCredits: number
  warnings?: readonly FieldProblem[] | undefined
  /** What the service called the job, and the model that answered. */
  taskId?: string | undefined
  model?: string | undefined
  /** When a paid picture was made, as ISO 8601; free ones are the same whenever they are made. */
  madeAt?: string | undefined
}

export function toRecord(
  specDigest: SpecDigest,
  provider: string,
  { artifact, costCredits, madeAt, model, taskId, warnings = [] }: Made,
  origin: Pick<FigureRecord, 'kind' | 'canonical'>,
): FigureRecord {
  const { alternates, description } = artifact
  return {
    version: 1,
    specDigest,
    ...origin,
    artifact: factsOf(artifact),
    ...(alternates === undefined ? {} : { alternates: alternates.map(factsOf) }),
    provider,
    costCredits,
    ...(taskId === undefined ? {} : { taskId }),
    ...(model === undefined ? {} : { model }),
    ...(madeAt === undefined ? {} : { madeAt }),
    ...(description === undefined ? {} : { description }),
    ...(warnings.length === 0 ? {} : { warnings }),
  }
}
