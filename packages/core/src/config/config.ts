import * as z from 'zod'
import type { KeyvStore } from '../cache/keyv-tier.js'

/** The languages a document can be rewritten to. */
export const flavours = ['figure', 'gfm', 'html', 'pandoc', 'quarto', 'myst', 'latex'] as const
export type Flavour = (typeof flavours)[number]

const attributeValue = z.union([z.string(), z.number(), z.boolean()])

export const configSchema = z.strictObject({
  /** Documents: files, folders and globs, relative to the configuration file. */
  content: z.array(z.string().min(1)).min(1).default(['.']),
  /** Names of folders that are never looked into, besides `node_modules` and hidden ones. */
  exclude: z.array(z.string().min(1)).default([]),
  /** Folder for rewritten documents. */
  outDir: z.string().min(1).default('build'),
  /** Folder for finished pictures, inside `outDir`. */
  figuresDir: z.string().min(1).default('figures'),
  /** Language the rewritten documents are for. */
  flavour: z.enum(flavours).default('figure'),
  /** Attributes of every figure that does not set them itself. */
  defaults: z.record(z.string().min(1), attributeValue).default({}),
  /** Folder for cached pictures and records. */
  cacheDir: z.string().min(1).default('.figmill'),
  /** File that names the picture of every figure; commit it. */
  lockfile: z.string().min(1).default('figmill.lock'),
  /** Figures made at once, per provider. */
  concurrency: z.int().min(1).max(64).default(4),
  /** A Keyv instance that other machines share, such as one on Redis or PostgreSQL. */
  sharedCache: z
    .custom<KeyvStore>(
      (value) => typeof value === 'object' && value !== null && 'get' in value && 'set' in value,
      'expected a Keyv instance',
    )
    .optional(),
})

/** What people write. */
export type Config = z.input<typeof configSchema>
/** What our code reads. */
export type ResolvedConfig = z.output<typeof configSchema>
