import { systemClock } from '@figmill/core'
import { onTestFinished } from 'vitest'
import type { Emulator, EmulatorOptions } from '../../emulators/src/emulator.js'
import { emulators } from '../../emulators/src/index.js'
import { type Served, serve } from '../../emulators/src/serve.js'
import { createWorkspace, type Workspace } from './workspace.js'

/** What stands behind the address of each service. */
const basePaths: Readonly<Record<string, string>> = {
  agent: '',
  autofigure: '/api/v1',
  conceptviz: '/api/v1',
  flokan: '/api/v1/image-editor',
  paperbanana: '',
}

export interface ServiceProjectOptions {
  /** Text of each document by its path. */
  documents: Record<string, string>
  /** What is special about an emulator, by the name of its service. */
  emulated: Readonly<Record<string, Partial<EmulatorOptions> & { keys: readonly string[] }>>
  /** Settings besides `baseUrl`, by the name of the service. */
  services?: Readonly<Record<string, Record<string, unknown>>>
  config?: Record<string, unknown>
}

/** Emulated services on this machine, and a project with their keys. */
export async function createServiceProject(
  options: ServiceProjectOptions,
): Promise<{ services: Map<string, Emulator>; workspace: Workspace; goDown(): Promise<void> }> {
  const services = new Map<string, Emulator>()
  const servers: Served[] = []
  const hosts: string[] = []
  const settings: Record<string, object> = {}
  for (const [name, chosen] of Object.entries(options.emulated)) {
    const served = await serve((origin) => {
      const create = emulators[name]
      if (create === undefined) throw new Error(`there is no emulator of ${name}`)
      const emulator = create({ clock: systemClock, origin, durationMs: () => 50, ...chosen })
      services.set(name, emulator)
      return emulator.handle
    })
    servers.push(served)
    hosts.push(new URL(served.origin).host)
    settings[name] = {
      baseUrl: `${served.origin}${basePaths[name]}`,
      apiKey: chosen.keys,
      ...options.services?.[name],
    }
  }
  const workspace = createWorkspace({
    ...options.documents,
    'figmill.config.json': JSON.stringify({
      services: settings,
      network: { allowHosts: hosts },
      ...options.config,
    }),
  })
  /** From now on nobody answers. */
  const goDown = async () => {
    await Promise.all(servers.splice(0).map((served) => served.close()))
  }
  onTestFinished(goDown)
  return { services, workspace, goDown }
}
