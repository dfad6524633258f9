import pLimit from 'p-limit'

/** How many pictures are fetched and checked at once. */
export interface CollectLimit {
  run<Value>(collect: () => Promise<Value>): Promise<Value>
  /** How large one was, in bytes: the next ones are likely to be as large. */
  learn(bytes: number): void
}

const most = 4
/** Of those that are fetched at once, together; one may be larger. */
const mostBytes = 8 * 2 ** 20

export function createCollectLimit(): CollectLimit {
  const limit = pLimit(most)
  return {
    run: (collect) => limit(collect),
    learn(bytes) {
      limit.concurrency = Math.max(1, Math.min(most, Math.floor(mostBytes / bytes)))
    },
  }
}
