import type { Emulator, EmulatorOptions } from '../../../../emulators/src/emulator.js'
import { emulators } from '../../../../emulators/src/index.js'
import { type Served, serve } from '../../../../emulators/src/serve.js'
import type { Books } from '../../engine/books.js'
import { keyOf } from './adapter.js'

/** @param options What is special about it; it knows the key that adapters here have. */
export function createEmulator(name: string, options: EmulatorOptions): Emulator {
  const create = emulators[name]
  if (create === undefined) throw new Error(`there is no emulator of \`${name}\``)
  return create({ keys: [keyOf(name)], ...options })
}

/** A service on loopback, and what its books say of these figures. */
export async function serveEmulator(
  name: string,
  prompts: readonly string[],
  options: Omit<EmulatorOptions, 'origin'>,
): Promise<Served & { books: Books }> {
  let books: Books | undefined
  const served = await serve((origin) => {
    const emulator = createEmulator(name, { origin, ...options })
    books = readBooks(emulator, prompts)
    return emulator.handle
  })
  if (books === undefined) throw new Error('it was served without books')
  return { ...served, books }
}

/** What was charged for each figure. Its prompt is somewhere in the body that asked for it. */
export function readBooks(emulator: Emulator, prompts: readonly string[]): Books {
  /** One for each figure that a body asks for. */
  const promptsOf = (body: unknown): string[] => {
    // Those of a batch.
    const { prompts: asked = [body] } = body as { prompts?: unknown[] }
    return asked.map((one) => {
      const text = JSON.stringify(one)
      const prompt = prompts.find((prompt) => text.includes(prompt))
      if (prompt === undefined) throw new Error(`nobody asked for ${text}`)
      return prompt
    })
  }
  const isRefused = (status: number) => status >= 400 && status < 500
  return {
    requests: emulator.requests,
    charges: () =>
      emulator.charges().flatMap(({ credits, request, task }) => {
        const asked = promptsOf(request)
        return asked.map((prompt) => ({ prompt, job: task, credits: credits / asked.length }))
      }),
    get unrefused() {
      return emulator
        .submissions()
        .filter(({ status }) => !isRefused(status))
        .flatMap(({ body }) => promptsOf(body))
    },
  }
}
