import type { Charge } from '../emulator.ts'
import type { Fault } from '../faults.ts'
import { uuidOf } from './ids.ts'
import { type Job, resultPath, statusOf } from './job.ts'
import type { Settings } from './options.ts'
import type { ProcessBody } from './requests.ts'

type NewJob = Pick<Job, 'body' | 'decoded' | 'fault' | 'workspace'>

/** Every job of every workspace, and what was deducted for them. */
export function createJobBook({
  clock,
  credits,
  creditsOf,
  durationMs: durationOf,
  isUnsafe,
  maxDurationMs,
}: Settings) {
  const jobs: Job[] = []
  const isKnown = ({ fault }: Job) => fault !== 'lost-task'
  const isCompleted = (job: Job) => statusOf(job, clock.now()) === 'completed'

  function failureOf({ prompt }: ProcessBody, fault: Fault | undefined): Job['failure'] {
    if (isUnsafe(prompt)) return { status: 422, message: 'Prompt rejected by the safety filter' }
    if (fault === 'failed-task') return { status: 500, message: 'The provider returned no image' }
    return undefined
  }

  const deducted = () =>
    jobs
      .filter((job) => isCompleted(job) && job.body.provider === 'platform')
      .sort((a, b) => a.endsAt - b.endsAt)

  return {
    start({ body, decoded, fault, workspace }: NewJob): Job {
      const index = jobs.length
      const startedAt = clock.now()
      const durationMs = durationOf(index)
      const ends = fault !== 'stuck-task' && durationMs <= maxDurationMs
      const job: Job = {
        id: uuidOf('job', index),
        imageId: uuidOf('result', index),
        workspace,
        body,
        decoded,
        startedAt,
        pickedUpAt: startedAt + durationMs / 10,
        endsAt: ends ? startedAt + durationMs : Number.POSITIVE_INFINITY,
        credits: body.provider === 'platform' ? creditsOf(body.model_tier, index) : 0,
        failure: failureOf(body, fault),
        fault,
      }
      jobs.push(job)
      return job
    },

    /** Newest first. */
    list: (workspace: string) =>
      jobs.filter((job) => isKnown(job) && job.workspace === workspace).reverse(),

    /** Whether an edit can start from the result. */
    hasImage: (id: string, workspace: string) =>
      jobs.some(
        (job) =>
          job.imageId === id && job.workspace === workspace && isKnown(job) && isCompleted(job),
      ),

    /** The job whose result can be downloaded there. */
    ofPath: (path: string) =>
      jobs.find((job) => resultPath(job) === path && isKnown(job) && isCompleted(job)),

    availableOf(workspace: string): number {
      const own = deducted().filter((job) => job.workspace === workspace)
      return Math.max(
        0,
        own.reduce((left, job) => left - job.credits, credits),
      )
    },

    charges: (): Charge[] =>
      deducted().map(({ credits, decoded, id }) => ({ task: id, credits, request: decoded })),
  }
}

export type JobBook = ReturnType<typeof createJobBook>
