import type { Clock } from '@figmill/core'
import type { Fault, FaultScript } from './faults.ts'

/** A request as it came over the wire. */
export interface HttpRequest {
  method: string
  /** With the query. */
  path: string
  /** By name in lower case. */
  headers: Readonly<Record<string, string>>
  body: Uint8Array
  /** Of the client, as limits by address see it. */
  address: string
}

export interface HttpAnswer {
  status: number
  headers: Readonly<Record<string, string>>
  body: Uint8Array | string
  /** What happens to it on its way. */
  fault?: Fault | undefined
}

/** One charge in the service's own books, in its own unit. */
export interface Charge {
  /** Id of the task or job that it was for. */
  task: string
  /** Fractions happen. 0 or less: given back. */
  credits: number
  /** The body that asked for it, as it was decoded. */
  request: unknown
}

/** What came to an endpoint that may cost money, whether it was taken or not. */
export interface Submission {
  /** Path without the query. */
  path: string
  key: string
  /** Decoded JSON, or the fields of a form. */
  body: unknown
  /** Status it was answered with. */
  status: number
}

/** A service, as its document describes it. It knows nothing of figmill. */
export interface Emulator {
  readonly name: string
  handle(request: HttpRequest): Promise<HttpAnswer>
  /** Its books, oldest first. What has ended since is booked, whether or not anybody looked. */
  charges(): Charge[]
  submissions(): readonly Submission[]
  /** Requests by what they were for; `refused` are those over a limit. */
  readonly requests: { submits: number; reads: number; pictures: number; refused: number }
  /** Starts anew: what it keeps only in memory is gone, as far as its document lets one expect. */
  restart(): void
}

/** What differs from one run of an emulator to the next. */
export interface EmulatorOptions {
  clock: Clock
  /** Where it can be reached, `http://127.0.0.1:port`: for addresses in its answers. */
  origin: string
  /** Keys that it knows, each with the account's rights. Default: one of the right shape. */
  keys?: readonly string[] | undefined
  /** Credits, units or quota of the account at the start. Default: plenty. */
  credits?: number | undefined
  /** How long the n-th task takes, from 0. Default: a time within what the document says. */
  durationMs?: ((index: number) => number) | undefined
  faultOf?: FaultScript | undefined
}
