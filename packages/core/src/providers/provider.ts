import type { Artifact } from '../artifact.js'
import type { Clock } from '../clock.js'
import type { ProviderRequest } from '../digest.js'
import type { Credentials, FetchUntrusted } from '../download/fetch-untrusted.js'
import type { FigureError } from '../errors.js'
import type {
  Figure,
  FormatName,
  InputFile,
  PictureResolution,
  VideoResolution,
} from '../figure.js'
import type { Send } from '../http/send-once.js'
import type { Webhook } from '../http/webhook-receiver.js'
import type { JsonObject } from '../json.js'
import type { FieldProblem } from '../problem.js'

/** What a service can do and when it takes money; scheduling and recovery are chosen by it. */
export interface ProviderCapabilities {
  /** Whether `submit` answers with the result or with a handle to poll. */
  mode: 'sync' | 'async'
  /** When credits are taken. `never`: running it again is free. */
  charges: 'never' | 'on-accept' | 'on-success' | 'on-completion'
  /** Whether the service recognises a repeated request and does not charge it again. */
  idempotency: 'none' | 'request-id'
  /** How the outcome of a request whose answer was lost can be found. */
  recovery: 'none' | 'list' | 'request-id'
  /** Most requests in one submission. */
  batchSize: number
  /** Most jobs one look can tell about; 0 when each must be asked for. */
  listSize: number
  /** Whose jobs a list shows; those of a key where nothing is said. */
  listScope?: 'account' | 'key' | undefined
  /** Whether the service is asked to tell when a job is over. */
  webhook: boolean
  /** What the service counts requests by. */
  limitScopes: readonly ('address' | 'key' | 'account')[]
  tasks: readonly NonNullable<Figure['task']>[]
  formats: readonly FormatName[]
  /** What a figure may be made from, besides its prompt. */
  inputs: readonly FigureInput[]
  /** Shapes it can be asked for; none where it chooses itself. */
  aspects: 'any' | readonly string[]
  resolutions: readonly PictureResolution[]
  /** Resolutions of the videos it makes, with `product=video`; absent where it makes none. */
  videos?: readonly VideoResolution[]
  /** For people, in credits, one line each; none where it is free. */
  prices: readonly string[]
}

export type FigureInput = 'data' | 'context' | 'source' | 'images' | 'image addresses' | 'pdf'

/** What a provider needs from outside; the core hands it in. */
export interface ProviderContext {
  clock: Clock
  signal?: AbortSignal | undefined
  /** How many requests wait for their turn behind these: whether a costly start pays. */
  waiting?: number | undefined
  /** Absent for providers that never use the network. Waits for its turn, and sends once. */
  send?: Send | undefined
  /** Fingerprint of the key to send with: one of the service's. */
  key?: string | undefined
}

/** A file that a request stands for. */
export interface RequestInput extends InputFile {
  /** The job of a service that made it, where a request builds on the job instead of the bytes. */
  job?: JobHandle
}

export interface PrepareContext extends ProviderContext {
  /** The files that the inputs of the requests stand for. */
  inputs?: readonly RequestInput[] | undefined
  /** Gets what is at a public address, to see that a service will find it there. */
  download?: FetchUntrusted | undefined
}

export interface SubmitContext extends PrepareContext {
  /**
   * For each request the same text at every sending, for services that recognise a repeated
   * request; absent for free providers.
   */
  requestIds?: readonly string[] | undefined
  /**
   * For each request when it was first sent under its id, in milliseconds since the epoch; nothing
   * for one that was not sent before.
   */
  sentAtMs?: readonly (number | undefined)[] | undefined
}

export interface PollContext extends ProviderContext {
  /**
   * Page of the service's list, newest first and from 0, on which the jobs should be; absent when
   * a job is to be asked for by itself.
   */
  page?: number | undefined
}

/** How often a service may be asked. */
export interface RateLimit {
  scope: 'address' | 'key' | 'account'
  requests: number
  windowMs: number
}

/** What is behind a provider that takes money. */
export interface ServiceFacts {
  /** `https://host`: where its requests go. */
  origin: string
  /** Fingerprints of the keys that may send, never the keys. */
  keys: readonly string[]
  /** Why there are none. */
  noKeys?: FigureError | undefined
  /** As its document says; empty where it says nothing, and they are learnt. */
  limits: readonly RateLimit[]
}

/** A request whose answer was lost. */
export interface LostAttempt {
  request: ProviderRequest
  requestId: string
  /** Milliseconds since the epoch; it left then or a little later. */
  sentAtMs: number
}

/** What could be found out about a request whose answer was lost. */
export type Recovered =
  | Extract<SubmitOutcome, { status: 'accepted' | 'done' }>
  | { status: 'not-found'; reason: string }

/** The operation whose result is a text, `text/plain`, and never a picture; no other's is. */
export const optimizeOperation = 'optimize-prompt'

/** The operation whose result is a video, and never a picture; no other's is. */
export const videoOperation = 'generate-video'

export type ResolveResult =
  | {
      request: ProviderRequest
      /** What was worked out from words and names, one sentence each; never part of a request. */
      conclusions?: string[]
      warnings: FieldProblem[]
      problems: []
    }
  | { request: undefined; warnings: FieldProblem[]; problems: [FieldProblem, ...FieldProblem[]] }

/** How the panels of a group are put together. */
export interface PanelLayout {
  /** `auto`, or rows and columns such as `2x3`. */
  layout: string
  /** One per panel; empty for one without. */
  labels: readonly string[]
  labelPosition: 'top' | 'bottom'
  /** Pixels; absent when the service may choose. */
  labelFontSize: number | undefined
  /** Pixels between panels and around them. */
  spacing: number
  /** Absent when the service may choose. */
  formats: readonly FormatName[] | undefined
}

/** Credits a request may cost. `upper`: at most; `lower`: at least; `exact`: just this. */
export interface CostEstimate {
  credits: number
  bound: 'exact' | 'upper' | 'lower'
  /** The most it can cost, where `credits` is a lower bound: this is reserved. */
  mostCredits?: number
}

/** Plain JSON, so that a later run can pick the job up; pinned to the key and origin that made it. */
export interface JobHandle {
  provider: string
  id: string
  /** Origin of the service, `https://host`. */
  origin?: string
  /** Fingerprint of the key, never the key. */
  keyFingerprint?: string
  details?: JsonObject
}

/** What came of sending one request once. */
export type SubmitOutcome =
  /** `end`: what a look at it would tell, from a service that answers when it is over. */
  | {
      status: 'accepted'
      handle: JobHandle
      costCredits?: number
      end?: Extract<JobState, { status: 'done' }>
    }
  | { status: 'done'; artifact: Artifact; costCredits: number; warnings?: FieldProblem[] }
  /**
   * The service said no, with proof that nothing was charged; `later` when it may say yes then.
   * `about`: whom it refuses, so that fewer requests are refused too; absent where it is about them.
   */
  | {
      status: 'rejected'
      error: FigureError
      about?: 'account' | 'key' | undefined
      again?: 'later' | undefined
      retryAfterMs?: number | undefined
    }
  /** Sent, but the answer was lost: it may have been charged. Never sent again without proof. */
  | { status: 'unknown'; reason: string }

/** A request as it is submitted, or why it is not. */
export type Prepared =
  | { status: 'ready'; request: ProviderRequest }
  | Extract<SubmitOutcome, { status: 'rejected' }>

/** What one look at a job told. A status we do not know is `pending`. */
export type JobState =
  /**
   * `stage`: what it is at, in the service's words, for people. `isUnseen`: it was not on the page
   * that was looked at, which says nothing.
   */
  | { status: 'pending'; stage?: string; isUnseen?: boolean }
  | { status: 'done'; locations: ArtifactLocation[]; costCredits?: number; model?: string }
  /** `costCredits` is what the service keeps; what was reserved when it does not say. */
  | { status: 'failed'; error: FigureError; costCredits?: number }
  | { status: 'lost'; reason: string }

/** Where a finished picture can be had: the core downloads, checks and stores it. */
export type ArtifactLocation =
  | { kind: 'bytes'; bytes: Uint8Array; mediaType: string }
  | { kind: 'url'; url: string; authenticated: boolean }

/**
 * A service, or the offline renderer, as the core sees it. An adapter only translates:
 * waiting, retry, limits, polling, money and files belong to the core.
 */
export interface Provider {
  readonly name: string
  readonly capabilities: ProviderCapabilities
  /** The names of its own options, for messages about typos; `any` when it cannot know them. */
  readonly optionNames: readonly string[] | 'any'
  /** The author's figure to the exact request, or every validation error at once. Pure. */
  resolve(figure: Figure): ResolveResult
  /**
   * The figure's prompt to the request that has it written anew, for any provider; its operation is
   * {@link optimizeOperation}. Pure. Absent where the provider does not do that.
   *
   * @param options Options of this request: what the author wrote behind `optimize_`.
   */
  optimize?(figure: Figure, options: Readonly<Record<string, string>>): ResolveResult
  /**
   * The request that has pictures of this service put together, but for the pictures: see
   * `withPanels`. Pure. Absent where the service does not do that. One that refuses the pictures says
   * so with `panels-refused`, and one that takes them another time with `panels-put-off`.
   */
  compose?(layout: PanelLayout): ResolveResult
  /** Pure: sends nothing. */
  estimate(request: ProviderRequest): CostEstimate
  /**
   * Does what a request needs beforehand and nobody pays for, such as uploads. Whatever becomes of
   * it, the request was not sent; it may be done again.
   */
  prepare?(request: ProviderRequest, context: PrepareContext): Promise<Prepared>
  /**
   * The one billable request. Sends once, never retries; outcomes in the order of the requests.
   * Requests that `resolve` made, and `prepare` where there is one, are accepted whatever process
   * made them: they are plain JSON.
   */
  submit(requests: readonly ProviderRequest[], context: SubmitContext): Promise<SubmitOutcome[]>
  /**
   * Looks once, at one job or one page of many. Never sleeps. Needed for `mode: 'async'`; a service
   * that answers at once, and names a job, is asked about those that a run did not see the end of.
   */
  poll?(handles: readonly JobHandle[], context: PollContext): Promise<JobState[]>
  /**
   * Looks for requests whose answers were lost. Adopts a job only when it fits one of them and no
   * other, and none of `known`, the ids of jobs that belong to somebody.
   */
  recover?(
    attempts: readonly LostAttempt[],
    context: ProviderContext & { known: ReadonlySet<string> },
  ): Promise<Recovered[]>
  /** What a request will cost, as the service says, where that is more than `estimate` knows. Free. */
  quote?(request: ProviderRequest, context: ProviderContext): Promise<CostEstimate>
  /**
   * Asks something with a key that costs nothing, where there is no balance to ask for.
   *
   * @returns What that shows, such as `the key is taken`.
   * @throws {FigureError} when the service cannot be reached, or does not want the key.
   */
  check?(context: ProviderContext): Promise<string>
  /** Credits that are left, as the service counts them. */
  balance?(context: ProviderContext): Promise<number>
  /** Keys, address and limits; absent for what needs no network. */
  readonly service?: ServiceFacts | undefined
  /** Where the service tells that a job is over, where that is configured; it is polled all the same. */
  readonly webhook?: Webhook | undefined
  /**
   * What has to be sent for a picture of this service's own origin.
   *
   * @param key Fingerprint of the key that made it.
   */
  credentials?(key: string): Credentials | undefined
  /** Requests of the same group may be sent together, up to the batch size. */
  groupOf?(request: ProviderRequest): string
}
