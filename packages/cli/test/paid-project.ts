import { systemClock } from '@figmill/core'
import { onTestFinished } from 'vitest'
import {
  createFakeService,
  type FakeService,
  type FakeServiceOptions,
  plainTraits,
  type ServiceTraits,
} from '../../../test/fake-service/fake-service.js'
import { serve } from '../../emulators/src/serve.js'
import { createWorkspace, type Workspace } from './workspace.js'

export interface PaidProjectOptions {
  /** Text of each document by its path. */
  documents: Record<string, string>
  traits?: Partial<ServiceTraits>
  faultOf?: FakeServiceOptions['faultOf']
  config?: Record<string, unknown>
}

/** A service on this machine, and a project whose figures may be made by it, as `fake`. */
export async function createPaidProject(
  options: PaidProjectOptions,
): Promise<{ service: FakeService; workspace: Workspace }> {
  const { config = {}, documents, faultOf } = options
  const traits = { ...plainTraits, durationMs: () => 50, ...options.traits }
  const service = createFakeService({ traits, clock: systemClock, faultOf })
  const server = await serve(() => service.handle)
  onTestFinished(() => server.close())
  const { host, origin } = new URL(server.origin)
  const moduleAt = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
  const workspace = createWorkspace({
    ...documents,
    'figmill.config.mjs': [
      `import { createFakeProvider } from ${moduleAt('../../../test/fake-service/fake-provider.ts')}`,
      `import { FigureError } from ${moduleAt('../../core/dist/index.js')}`,
      'const createError = (code, message) => new FigureError(code, message)',
      `const traits = ${JSON.stringify({ ...traits, durationMs: undefined })}`,
      'const keys = ["k1"]',
      'export default {',
      `  providers: [createFakeProvider({ createError, traits, keys, origin: '${origin}' })],`,
      `  network: { allowHosts: ['${host}'] },`,
      `  ...${JSON.stringify(config)},`,
      '}',
    ].join('\n'),
  })
  return { service, workspace }
}
