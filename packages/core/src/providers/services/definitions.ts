import { agent } from './agent.js'
import { autofigure } from './autofigure.js'
import { conceptviz } from './conceptviz.js'
import { flokan } from './flokan.js'
import { paperbanana } from './paperbanana.js'
import type { ServiceDefinition } from './service-definition.js'

/** The paid services that figmill has an adapter for, in the order they are shown. */
export const serviceDefinitions: readonly ServiceDefinition[] = [
  autofigure,
  paperbanana,
  conceptviz,
  flokan,
  agent,
]
