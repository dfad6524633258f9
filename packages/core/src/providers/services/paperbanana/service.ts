import type { JsonObject } from '../../../json.js'
import type { AskService } from '../service-client.js'
import type { Quota } from './quota.js'

/** Taken with every submission, when it is accepted, and kept whatever comes of it. */
export const unit = 1

/** The way to the service. */
export interface Service {
  ask: AskService
  /** Where its paths begin. */
  baseUrl: string
  /** `https://host` of it. */
  origin: string
  /**
   * Added to everything that is submitted: where to tell that it is over.
   *
   * @throws {FigureError} `config-invalid` when what it tells could not be checked.
   */
  callback: () => JsonObject
  quota: Quota
}
