import { openProject, type Project } from 'remark-figmill/internal-project'
import type { CommandContext } from './command.js'
import { type OpenOptions, toProjectOptions } from './command-stores.js'

/** Opens the project a command line is about; it is closed when the command ends. */
export async function openCommandProject(
  context: CommandContext,
  options: OpenOptions = {},
): Promise<Project> {
  const project = await openProject(toProjectOptions(context, options))
  context.cleanups.push(project.close)
  return project
}
