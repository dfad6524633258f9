/** Memory that many share: who wants some waits until there is enough. */
export interface Room {
  /**
   * Waits for memory; call what it gives when it is no longer held.
   *
   * @param wanted Bytes, asked for when it is its turn: more may be known by then.
   */
  take(wanted: () => number): Promise<() => void>
}

/** In order of asking. More than all there is gets all of it. */
export function createRoom(totalBytes: number): Room {
  let free = totalBytes
  const waiting: { wanted: () => number; enter: (leave: () => void) => void }[] = []

  function letIn(): void {
    for (let [first] = waiting; first !== undefined; [first] = waiting) {
      const bytes = Math.min(first.wanted(), totalBytes)
      if (bytes > free) return
      waiting.shift()
      free -= bytes
      first.enter(() => {
        free += bytes
        letIn()
      })
    }
  }

  return {
    take: (wanted) =>
      new Promise((enter) => {
        waiting.push({ wanted, enter })
        letIn()
      }),
  }
}
