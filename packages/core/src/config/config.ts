import { isAbsolute } from 'node:path'
import * as z from 'zod'
import { isKeyvStore, type KeyvStore } from '../cache/keyv-calls.js'
import { FigureError } from '../errors.js'
import { toRootPath } from '../files/root-path.js'
import type { FontFile } from '../font-file.js'
import type { Provider } from '../providers/provider.js'
import type { ConfiguredService } from '../providers/services/create-services.js'
import { serviceDefinitions } from '../providers/services/definitions.js'
import { readFont } from './read-font.js'
import { defaultConfig, flavours } from './resolved-config.js'

const credits = z.number().min(0).optional()
const spending = { run: credits, day: credits }

function isProvider(value: unknown): boolean {
  const { name, resolve, submit } = (value ?? {}) as Partial<Provider>
  return typeof name === 'string' && typeof resolve === 'function' && typeof submit === 'function'
}

/** Keys are secrets: what is wrong with one is told without it. */
const apiKey = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional()

function serviceSettings() {
  return Object.fromEntries(
    serviceDefinitions.map(({ name, settings }) => [
      name,
      settings.extend({ apiKey }).optional() as z.ZodType<ConfiguredService | undefined>,
    ]),
  )
}

const attributeValue = z.union([z.string(), z.number(), z.boolean()])

const pathText = z
  .string()
  .min(1, 'expected a path')
  .refine((path) => !path.includes('\0'), 'expected a path without NUL characters')

/** @param root Project root, absolute: paths come out relative to it, in one spelling. */
export function createConfigSchema(root: string) {
  const convertPath = (expected: string, convert: (path: string) => string | undefined) =>
    pathText.transform((path, context) => {
      const converted = convert(path)
      if (converted !== undefined) return converted
      context.issues.push({ code: 'custom', message: `expected ${expected}`, input: path })
      return z.NEVER
    })
  const anywhere = (path: string) => {
    try {
      return toRootPath(root, path)
    } catch {
      return undefined
    }
  }
  const relative = (path: string) => (isAbsolute(path) ? undefined : anywhere(path))
  const below = (path: string) => {
    const fromRoot = relative(path)
    return fromRoot === '.' ? undefined : fromRoot
  }
  const font = pathText.transform((name, context): FontFile => {
    try {
      return readFont(root, name)
    } catch (error) {
      if (!(error instanceof FigureError)) throw error
      const { hint, message } = error
      context.issues.push({ code: 'custom', message, params: { hint }, input: name })
      return z.NEVER
    }
  })
  const entry = convertPath('a path inside the project, relative to its folder', relative)
  return z.strictObject({
    /** Documents: files, folders and globs, relative to the configuration file. */
    content: z
      .array(entry)
      .min(1)
      .default(() => [...defaultConfig.content]),
    /** Names of folders that are never looked into, besides `node_modules` and hidden ones. */
    exclude: z.array(pathText).default(() => [...defaultConfig.exclude]),
    /** Folder for rewritten documents, inside the project. */
    outDir: convertPath('a folder inside the project', anywhere).default(defaultConfig.outDir),
    /** Folder for finished pictures, inside `outDir`. */
    figuresDir: convertPath('a folder inside `outDir`, relative to it', relative).default(
      defaultConfig.figuresDir,
    ),
    /** Language the rewritten documents are for. */
    flavour: z.enum(flavours).default(defaultConfig.flavour),
    /** Attributes of every figure that does not set them itself. */
    defaults: z
      .record(z.string().min(1), attributeValue)
      .default(() => ({ ...defaultConfig.defaults })),
    /** Font files for letters the bundled fonts lack: of the project, or of an npm package. */
    fonts: z.array(font).default(() => [...defaultConfig.fonts]),
    /** Folder for cached pictures and records, inside the project. */
    cacheDir: convertPath('a folder below the project, relative to it', below).default(
      defaultConfig.cacheDir,
    ),
    /** File that names the picture of every figure, inside the project; commit it. */
    lockfile: convertPath('a file inside the project, relative to it', below).default(
      defaultConfig.lockfile,
    ),
    /** Figures made at once, per provider. */
    concurrency: z.int().min(1).max(64).default(defaultConfig.concurrency),
    /** Whether pictures that a model made say so inside, as XMP. */
    provenance: z.boolean().default(defaultConfig.provenance),
    /** Most that may be spent, in credits. */
    budget: z
      .strictObject({
        ...spending,
        providers: z.record(z.string(), z.strictObject(spending)).optional(),
        money: z.strictObject(spending).optional(),
        /** On a terminal, ask before more than this is spent; also where only limits are set. */
        confirmAbove: z.number().min(0).default(defaultConfig.budget.confirmAbove),
      })
      .default(() => ({ ...defaultConfig.budget })),
    /** What a credit of a provider costs, in your currency. */
    creditPrice: z
      .record(z.string(), z.number().min(0))
      .default(() => ({ ...defaultConfig.creditPrice })),
    network: z
      .strictObject({
        /** Hosts, with their port, that may be on this machine or speak plain HTTP: an emulator. */
        allowHosts: z.array(z.string().min(1)).default([]),
      })
      .default(() => ({ ...defaultConfig.network })),
    /** Settings of the services, and their keys where those are not in the environment. */
    services: z.strictObject(serviceSettings()).default({}),
    /** Who makes, in this order, what a provider cannot make. */
    fallback: z.record(z.string(), z.array(z.string().min(1))).default({}),
    /** Where files of the project are published, for services that take addresses of pictures. */
    assets: z
      .strictObject({
        /** Folder that is published as it is. */
        folder: convertPath('a folder inside the project, relative to it', relative),
        publicBaseUrl: z.url({ protocol: /^https$/, error: 'expected an https address' }),
      })
      .optional(),
    /** Adapters for services of your own. */
    providers: z
      .array(z.custom<Provider>(isProvider, 'expected a provider'))
      .default(() => [...defaultConfig.providers]),
    /** A Keyv instance that other machines share, such as one on Redis or PostgreSQL. */
    sharedCache: z.custom<KeyvStore>(isKeyvStore, 'expected a Keyv instance').optional(),
  })
}

type ConfigSchema = ReturnType<typeof createConfigSchema>
/** What people write. */
export type Config = z.input<ConfigSchema>
