import type { Problem } from '@figmill/core'
import { checkOptions, type HostOptions, hostOptionKinds } from './project/host-options.js'
import { withHostSession } from './project/host-session.js'
import { warmHost } from './project/warm-host.js'

/**
 * Makes every figure of a site, for a configuration that can wait (Next.js, Docusaurus): hosts keep
 * caches of their own, and do not call a plugin again for a document that has not changed.
 *
 * @returns Warnings.
 * @throws {ProblemsError} every problem of the options, the configuration, the documents, or every
 *   figure that is not to be had.
 */
export async function warmFigures(options: HostOptions = {}): Promise<Problem[]> {
  checkOptions(options, hostOptionKinds)
  return withHostSession(options, process.cwd(), (session) =>
    warmHost(session, { writeLockfile: true }),
  )
}
