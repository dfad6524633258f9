import { createProviders, serviceNames } from '@figmill/core'
import type { CommandContext } from '../command.js'
import { createReporter } from '../reporter.js'
import { type ExitCode, exitCodes } from '../terminal.js'

/** `figmill providers`: what can make figures, and what each can do. */
export async function providers({ options, terminal }: CommandContext): Promise<ExitCode> {
  const reporter = createReporter(options, terminal)
  const available = [...createProviders({ draft: false }).values()]
  const text = available.map(({ capabilities, name, optionNames }) => {
    const { charges, formats, tasks } = capabilities
    return [
      name,
      `  tasks    ${tasks.join(', ')}`,
      `  formats  ${formats.join(', ')}`,
      `  cost     ${charges === 'never' ? 'free' : `charges ${charges}`}`,
      `  options  ${optionNames === 'any' ? 'any' : optionNames.join(', ') || 'none'}`,
    ].join('\n')
  })
  const others = serviceNames.filter((name) => !available.some((one) => one.name === name))
  const note = `Not in this version: ${others.join(', ')}. Figures by them build with --draft.\n`
  reporter.finish(`${text.join('\n\n')}\n\n${note}`, {
    command: 'providers',
    ok: true,
    providers: available.map(({ capabilities, name, optionNames }) => ({
      name,
      ...capabilities,
      options: optionNames,
    })),
    unavailable: others,
  })
  return exitCodes.done
}
