import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  createProviders,
  describeOddKeys,
  FigureError,
  keyVariable,
  type Provider,
  serviceDefinitions,
  systemClock,
} from '@figmill/core'
import { type Project, readLockfile } from 'remark-figmill/internal-project'
import type { CommandContext } from '../command.js'
import { openCommandProject } from '../command-project.js'
import { count } from '../count.js'
import { createReporter } from '../reporter.js'
import { type ExitCode, exitCodes } from '../terminal.js'
import { toVisible } from '../visible-text.js'

interface Finding {
  what: string
  ok: boolean
  detail: string
}

/** `figmill doctor`: everything a build needs, tried out; spends nothing. */
export async function doctor(context: CommandContext): Promise<ExitCode> {
  const { options, terminal } = context
  const reporter = createReporter(options, terminal)
  const findings: Finding[] = [{ what: 'Node.js', ok: true, detail: process.versions.node }]
  const add = async (what: string, look: () => Promise<string> | string) => {
    try {
      findings.push({ what, ok: true, detail: await look() })
    } catch (error) {
      if (!(error instanceof Error)) throw error
      const hint = error instanceof FigureError && error.hint ? `. ${error.hint}` : ''
      findings.push({ what, ok: false, detail: `${error.message}${hint}` })
    }
  }
  let project: Project | undefined
  await add('configuration', async () => {
    project = await openCommandProject(context)
    return project.configPath ?? 'none: the defaults are used'
  })
  const opened = project
  if (opened !== undefined) {
    await add('cache', () => tryCache(opened))
    await add('lockfile', () => `${count(readLockfile(opened).size, 'figure')}`)
  }
  await add('renderer', drawSample)
  if (opened !== undefined) {
    for (const provider of opened.providers.values()) {
      if (provider.service === undefined) continue
      await add(provider.name, () => tryService(provider, opened, options.offline === true))
    }
  }
  const ok = findings.every((finding) => finding.ok)
  reporter.finish(toText(findings), { command: 'doctor', ok, findings })
  const failed = findings.filter((finding) => !finding.ok)
  if (options.quiet && !options.json) terminal.stderr.write(toVisible(toText(failed)))
  return exitCodeOf(failed)
}

function toText(findings: readonly Finding[]): string {
  const lines = findings.map(
    ({ detail, ok, what }) => `${ok ? 'ok  ' : 'FAIL'}  ${what.padEnd(13)}  ${detail}\n`,
  )
  return lines.join('')
}

/** What an author can mend is told apart from what is wrong with the machine, as for every command. */
function exitCodeOf(failed: readonly Finding[]): ExitCode {
  if (failed.length === 0) return exitCodes.done
  const mendable = failed.every(({ what }) => what === 'configuration' || what === 'lockfile')
  return mendable ? exitCodes.badInput : exitCodes.figureFailed
}

function tryCache({ config, root }: Project): string {
  const folder = join(root, config.cacheDir)
  const probe = join(folder, 'tmp', `doctor-${process.pid}`)
  mkdirSync(join(folder, 'tmp'), { recursive: true })
  writeFileSync(probe, 'figmill')
  rmSync(probe)
  return folder
}

/** Keys that are there and look right, a service that answers, a key that it takes: nothing is bought. */
async function tryService(
  provider: Provider,
  { config, environment, paid }: Project,
  isOffline: boolean,
): Promise<string> {
  const { name, service } = provider
  const odd = describeOddKeys({
    definitions: serviceDefinitions,
    configured: config.services,
    environment,
  }).get(name)
  if (odd !== undefined) throw new FigureError('config-invalid', odd)
  const count = service?.keys.length ?? 0
  if (count === 0) return `no key: set ${keyVariable(name)} to use it`
  const keys = count === 1 ? '1 key' : `${count} keys`
  if (isOffline) return `${keys}, not tried`
  const context = await paid.contextOf(provider)
  if (provider.balance !== undefined) {
    return `${keys}, ${await provider.balance(context)} credits left`
  }
  return `${keys}, ${(await provider.check?.(context)) ?? 'not tried: nothing can be asked for free'}`
}

async function drawSample(): Promise<string> {
  const startedMs = performance.now()
  const local = createProviders({ draft: false }).get('local')
  const resolved = local?.resolve({
    provider: 'local',
    prompt: 'Bar chart',
    data: { name: ['a', 'b'], value: [1, 2] },
    options: {},
  })
  if (local === undefined || resolved?.request === undefined) {
    throw new Error(`the sample is refused: ${JSON.stringify(resolved?.problems)}`)
  }
  const [outcome] = await local.submit([resolved.request], { clock: systemClock })
  if (outcome?.status !== 'done') throw new Error('the sample was not drawn')
  const { bytes } = outcome.artifact
  return `drew a sample of ${bytes.byteLength} bytes in ${Math.round(performance.now() - startedMs)} ms`
}
