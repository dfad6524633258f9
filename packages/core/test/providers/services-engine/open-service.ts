import { join } from 'node:path'
import { createCollect } from '../../../src/download/collect-pictures.js'
import { openSqliteSendLog } from '../../../src/engine/sqlite-send-log.js'
import type { Seller } from '../../engine/engine-process.js'
import { createAdapter } from './adapter.js'

/** A service as a build has it, pictures and limits too. */
export async function openService(options: {
  folder: string
  origin: string
  service: string
  image?: string
}): Promise<Seller> {
  const { folder, image, origin, service } = options
  const { provider, request } = createAdapter(service, origin, image)
  return {
    provider,
    request,
    collect: createCollect({
      allowHosts: [new URL(origin).host],
      credentialsOf: (_, { key = '' }) => provider.credentials?.(key),
      random: () => 0.5,
      evidenceFolder: join(folder, 'evidence'),
    }),
    sendLog: await openSqliteSendLog(join(folder, 'sent.sqlite')),
  }
}
