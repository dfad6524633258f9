import { systemClock } from '@figmill/core'
import { onTestFinished } from 'vitest'
import { serve } from '../../packages/emulators/src/serve.js'
import {
  createFakeService,
  type FakeService,
  type FakeServiceOptions,
  plainTraits,
  type ServiceTraits,
} from './fake-service.js'

export interface ServedOptions {
  traits?: Partial<ServiceTraits> | undefined
  faultOf?: FakeServiceOptions['faultOf']
  /** What else the project's configuration says. */
  config?: Record<string, unknown> | undefined
}

/** A service on this machine until the test ends, and a configuration that names it `fake`. */
export async function serveAsProvider(
  options: ServedOptions = {},
): Promise<{ service: FakeService; config: { 'figmill.config.mjs': string } }> {
  const { config = {}, faultOf } = options
  const traits = { ...plainTraits, durationMs: () => 50, ...options.traits }
  const service = createFakeService({ traits, clock: systemClock, faultOf })
  const server = await serve(() => service.handle)
  onTestFinished(() => server.close())
  const { host, origin } = new URL(server.origin)
  const moduleAt = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
  const module = [
    `import { createFakeProvider } from ${moduleAt('./fake-provider.ts')}`,
    `import { FigureError } from ${moduleAt('../../packages/core/dist/index.js')}`,
    'const createError = (code, message) => new FigureError(code, message)',
    `const traits = ${JSON.stringify({ ...traits, durationMs: undefined })}`,
    'export default {',
    `  providers: [createFakeProvider({ createError, traits, keys: ['k1'], origin: '${origin}' })],`,
    `  network: { allowHosts: ['${host}'] },`,
    `  ...${JSON.stringify(config)},`,
    '}',
  ].join('\n')
  return { service, config: { 'figmill.config.mjs': module } }
}
