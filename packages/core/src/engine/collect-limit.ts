import pLimit from 'p-limit'

/** How many pictures are fetched and checked at once. */
export interface CollectLimit {
  run<Value>(collect: () => Promise<Value>): Promise<Value>
  /** How large one was, in bytes: the next ones are likely to be as large. */
  learn(bytes: number): void
}

const most = 4
/** One that hangs holds up no other. */
const fewest = 2
/** Bytes of those that are fetched at once, as far as two have room in it. */
const mostBytes = 8 * 2 ** 20

export function createCollectLimit(): CollectLimit {
  const limit = pLimit(most)
  return {
    run: (collect) => limit(collect),
    learn(bytes) {
      limit.concurrency = Math.max(fewest, Math.min(most, Math.floor(mostBytes / bytes)))
    },
  }
}
