import type { AskService } from '../service-client.js'
import type { Settings } from './settings.js'

/** The way to the service. */
export interface Service {
  ask: AskService
  /** Where it goes, `https://host`. */
  origin: string
  settings: Settings
}
