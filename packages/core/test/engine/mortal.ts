/** A life that can end, or stand still, between any two things it waits for. */
export interface Mortal {
  /**
   * The same object, whose promises keep still while the life does, and for ever after its end.
   *
   * @param synchronous Its functions that give no promise.
   */
  wrap<Value extends object>(value: Value, synchronous?: readonly (keyof Value)[]): Value
  wrapCall<Arguments extends unknown[], Value>(
    call: (...values: Arguments) => Promise<Value>,
  ): (...values: Arguments) => Promise<Value>
  freeze(): void
  thaw(): void
  kill(): void
}

/** What a process is to its surroundings: frozen it does nothing, and killed never again. */
export function createMortal(): Mortal {
  const never = new Promise<never>(() => {})
  let frozen: Promise<void> | undefined
  let thaw = () => {}
  let dead = false

  async function live(): Promise<void> {
    while (frozen !== undefined) await frozen
    if (dead) await never
  }

  const wrapCall: Mortal['wrapCall'] =
    (call) =>
    async (...values) => {
      if (frozen !== undefined || dead) await live()
      const settled = await Promise.allSettled([call(...values)])
      await live()
      const [outcome] = settled
      if (outcome.status === 'rejected') throw outcome.reason
      return outcome.value
    }

  return {
    wrapCall,
    wrap: (value, synchronous = []) =>
      new Proxy(value, {
        get(target, name) {
          const member: unknown = Reflect.get(target, name)
          if (typeof member !== 'function') return member
          const isSync = (synchronous as readonly PropertyKey[]).includes(name)
          return isSync ? member.bind(target) : wrapCall(member.bind(target))
        },
      }),
    freeze() {
      frozen ??= new Promise((resolve) => {
        thaw = resolve
      })
    },
    thaw() {
      frozen = undefined
      thaw()
    },
    kill() {
      dead = true
      frozen = undefined
      thaw()
    },
  }
}
