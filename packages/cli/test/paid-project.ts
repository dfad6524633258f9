import type { FakeService } from '../../../test/fake-service/fake-service.js'
import {
  type ServedOptions,
  serveAsProvider,
} from '../../../test/fake-service/serve-as-provider.js'
import { createWorkspace, type Workspace } from './workspace.js'

export interface PaidProjectOptions extends ServedOptions {
  /** Text of each document by its path. */
  documents: Record<string, string>
}

/** A service on this machine, and a project whose figures may be made by it, as `fake`. */
export async function createPaidProject({
  documents,
  ...options
}: PaidProjectOptions): Promise<{ service: FakeService; workspace: Workspace }> {
  const { config, service } = await serveAsProvider(options)
  return { service, workspace: createWorkspace({ ...documents, ...config }) }
}
