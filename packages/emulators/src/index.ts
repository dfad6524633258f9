import { createAgentEmulator } from './agent.ts'
import { createAutofigureEmulator } from './autofigure.ts'
import { createConceptvizEmulator } from './conceptviz.ts'
import type { Emulator, EmulatorOptions } from './emulator.ts'
import { createFlokanEmulator } from './flokan.ts'
import { createPaperBananaEmulator } from './paperbanana.ts'

/** By the name of the service that each stands for. */
export const emulators: Readonly<Record<string, (options: EmulatorOptions) => Emulator>> = {
  agent: createAgentEmulator,
  autofigure: createAutofigureEmulator,
  conceptviz: createConceptvizEmulator,
  flokan: createFlokanEmulator,
  paperbanana: createPaperBananaEmulator,
}
