import type { AskService } from '../service-client.js'

/** Taken with every submission, when it is accepted, and kept whatever comes of it. */
export const unit = 1

/** The way to the service. */
export interface Service {
  ask: AskService
  /** Where its paths begin. */
  baseUrl: string
  /** `https://host` of it. */
  origin: string
}
