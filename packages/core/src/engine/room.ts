/** Memory that many share: who wants some waits until there is enough. */
export interface Room {
  /** Waits for so many bytes; call what it gives when they are no longer held. */
  take(bytes: number): Promise<() => void>
}

/** In order of asking. More than all there is gets all of it. */
export function createRoom(totalBytes: number): Room {
  let free = totalBytes
  const waiting: { bytes: number; enter: () => void }[] = []

  function letIn(): void {
    for (let [first] = waiting; first !== undefined && first.bytes <= free; [first] = waiting) {
      waiting.shift()
      free -= first.bytes
      first.enter()
    }
  }

  return {
    take(wanted) {
      const bytes = Math.min(wanted, totalBytes)
      const leave = () => {
        free += bytes
        letIn()
      }
      return new Promise((resolve) => {
        waiting.push({ bytes, enter: () => resolve(leave) })
        letIn()
      })
    },
  }
}
