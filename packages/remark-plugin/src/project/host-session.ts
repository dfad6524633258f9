import { randomUUID } from 'node:crypto'
import { realpathSync, statSync } from 'node:fs'
import { join, posix, relative, resolve } from 'node:path'
import { createFolder, type Flavour, findConfigFile, type Problem, toRootPath } from '@figmill/core'
import type { Directive } from '../directive.js'
import type { DocumentFigure } from '../document-figure.js'
import type { FinishedFigure } from '../flavour.js'
import type { ReadDocument } from '../read-document.js'
import { checkFrozen, findByName } from './frozen.js'
import type { HostOptions } from './host-options.js'
import { type MadeFigure, type MadeFigures, makeFigures } from './make-figures.js'
import { openProject, type Project } from './open-project.js'
import { finishFigure, placeFiles } from './place-figures.js'
import { approvePaid } from './plan-paid.js'
import { throwIfErrors } from './problems.js'
import { readLockfile } from './read-lockfile.js'
import { summarizeFigure } from './summary.js'

/** A project as the plugins of one host use it. */
export interface HostSession {
  project: Project
  /** Where hosts find the pictures, relative to the root: below the cache, in one place for all documents. */
  figuresFolder: string
  /** The warm-up under way, which all that ask for one meanwhile share. */
  warming?: Promise<Problem[]> | undefined
}

/** A directive and the finished figure that takes its place. */
export interface FinishedDirective {
  directive: Directive
  figure: FinishedFigure
}

/** A project as a process has it, whatever options its plugins open it with. */
interface HostProject {
  /** What a budget for a run is counted for. */
  run: string
  /** What a plugin that knows its host has said last of spending. */
  spend: boolean | undefined
  /** By options. */
  sessions: Map<string, OpenSession>
  /** Opened with a configuration that has changed since. */
  retired: Promise<HostSession>[]
  /** Calls under way. */
  users: number
  idle: NodeJS.Timeout | undefined
  /** Settles when what was let go of is closed. */
  closing: Promise<unknown>
}

interface OpenSession {
  /** State of the configuration file: a change opens the project anew. */
  stamp: string
  session: Promise<HostSession>
}

/**
 * Hosts create a plugin several times in one process (for server and client, for each file), and
 * bundled configurations load a module twice. All of them must share one project, or they would
 * make a figure twice; so the projects are kept on `globalThis`.
 */
const projectsKey = Symbol.for('remark-figmill/host-projects/1')

/** By configuration file, or folder without one. */
function hostProjects(): Map<string, HostProject> {
  const holder = globalThis as { [projectsKey]?: Map<string, HostProject> }
  holder[projectsKey] ??= new Map()
  return holder[projectsKey]
}

/**
 * Hosts do not say when they are done: so long after its last use, what would keep the process alive
 * is closed.
 */
const idleMs = 5_000

/**
 * Does something with a host's project, which is opened once per process for equal options.
 *
 * @param cwd Folder that the options' paths are relative to, absolute.
 * @param use Must not keep the session.
 * @param spend Whether anything may be bought: not while a host watches. Default: what the host says
 *   it does, in `NODE_ENV`; Next.js, Docusaurus, Astro and Vite all do. Read at every call, because
 *   some hosts set it after the plugin was loaded. Never where another plugin knows that it watches.
 * @throws {ProblemsError} every problem of the configuration; the next call tries again.
 */
export async function withHostSession<Result>(
  options: HostOptions,
  cwd: string,
  use: (session: HostSession) => Result | Promise<Result>,
  spend?: boolean,
): Promise<Result> {
  const root = resolve(cwd, options.root ?? '.')
  const configPath = options.config ? resolve(root, options.config) : findConfigFile(root)
  const projects = hostProjects()
  const name = configPath ?? root
  const project = projects.get(name) ?? createHostProject()
  projects.set(name, project)
  project.spend = spend ?? project.spend
  const maySpend = spend ?? (project.spend !== false && process.env.NODE_ENV !== 'development')
  project.users += 1
  clearTimeout(project.idle)
  try {
    return await use(await openSession(project, { ...options, root, configPath, spend: maySpend }))
  } finally {
    project.users -= 1
    if (project.users === 0) project.idle = setTimeout(() => letGo(project), idleMs).unref()
  }
}

function createHostProject(): HostProject {
  return {
    run: randomUUID(),
    spend: undefined,
    sessions: new Map(),
    retired: [],
    users: 0,
    idle: undefined,
    closing: Promise.resolve(),
  }
}

interface SessionOptions {
  root: string
  configPath: string | undefined
  draft?: boolean | undefined
  frozen?: boolean | undefined
  spend: boolean
}

function openSession(
  { closing, retired, run, sessions }: HostProject,
  { configPath, draft = false, frozen = false, root, spend }: SessionOptions,
): Promise<HostSession> {
  const key = JSON.stringify([draft, frozen, spend])
  const stats = configPath && statSync(configPath, { throwIfNoEntry: false })
  const stamp = stats ? `${stats.mtimeMs} ${stats.size}` : ''
  const current = sessions.get(key)
  if (current?.stamp === stamp) return current.session
  if (current !== undefined) retired.push(current.session)
  const opening = async () => {
    await closing
    return open(root, configPath, { draft, frozen, spend, run })
  }
  const session = opening()
  sessions.set(key, { stamp, session })
  session.catch(() => {
    if (sessions.get(key)?.session === session) sessions.delete(key)
  })
  return session
}

/** The next use opens it anew. */
function letGo(project: HostProject): void {
  const { closing, retired, sessions } = project
  const opened = [...retired.splice(0), ...[...sessions.values()].map(({ session }) => session)]
  sessions.clear()
  const close = async (opening: Promise<HostSession>) => {
    const session = await opening.catch(() => undefined)
    // What was paid for is on the disk by now.
    await session?.project.close().catch((error: Error) => process.emitWarning(error))
  }
  project.closing = Promise.all([closing, ...opened.map(close)])
}

/** What hosts read, whatever a build of the same project writes. */
const hostFlavour: Flavour = 'figure'

async function open(
  cwd: string,
  configPath: string | undefined,
  may: { draft: boolean; frozen: boolean; spend: boolean; run: string },
): Promise<HostSession> {
  const overrides = () => ({ flavour: hostFlavour })
  const project = await openProject({ cwd, configPath, ...may, overrides })
  const figuresFolder = posix.join(project.config.cacheDir, 'figures')
  // Some bundlers look at folders once, when they start: a picture in a later one is not found.
  createFolder(join(project.root, figuresFolder))
  return { project, figuresFolder }
}

/**
 * A document's path as the project knows it. Hosts resolve links in paths; the root may be given
 * through one.
 *
 * @throws {FigureError} `file-outside-project`
 */
export function documentPath({ project }: HostSession, absolutePath: string): string {
  const realRoot = realpathSync(project.root)
  const isBelow = !/^\.\.(?:[\\/]|$)/.test(relative(realRoot, absolutePath))
  const root = isBelow ? realRoot : project.root
  return toRootPath(root, absolutePath)
}

/**
 * Makes what is missing of a document's figures and puts the pictures where hosts find them.
 *
 * @throws {ProblemsError} every figure that is not to be had.
 */
export async function finishDocument(
  session: HostSession,
  document: ReadDocument,
  figures: readonly DocumentFigure[] = document.figures,
): Promise<FinishedDirective[]> {
  const made = await ensureFigures(session, figures)
  return figures.map((figure) => {
    const one = placeFigure(session, figure, made)
    const { figuresFolder } = session
    const finished = finishFigure(figure, one, figuresFolder, document.path, hostFlavour)
    return { directive: figure.directive, figure: finished }
  })
}

/**
 * Makes what is missing; in a frozen session, checks that nothing is.
 *
 * @throws {ProblemsError} every figure that is not to be had; before any is bought, where one is sure
 *   to need a service that has no key.
 */
export async function ensureFigures(
  { project }: HostSession,
  figures: readonly DocumentFigure[],
): Promise<MadeFigures> {
  if (project.frozen) {
    const findEntry = findByName(readLockfile(project))
    throwIfErrors(await checkFrozen(figures.map(summarizeFigure), findEntry, project))
  }
  await approvePaid(figures, project)
  return makeFigures(figures, project)
}

/** Puts the files of a figure where hosts find them. */
export function placeFigure(
  { figuresFolder, project }: HostSession,
  figure: DocumentFigure,
  made: MadeFigures,
): MadeFigure {
  const one = made.get(figure)
  if (one === undefined) throw new Error('a figure was neither made nor reported')
  placeFiles(figure, one, figuresFolder, project)
  return one
}
