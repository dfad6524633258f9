import type { AskService } from '../service-client.js'

/** The way to the service. */
export interface Service {
  ask: AskService
  /** Where it goes, `https://host`. */
  origin: string
  /** Ids of its own pictures that it said it does not know any more. */
  forgotten: Set<string>
}
