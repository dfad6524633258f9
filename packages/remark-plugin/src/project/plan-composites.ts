import type { FigureRequest } from '@figmill/core'
import type { DeferredFigure, DocumentFigure } from '../document-figure.js'
import { chooseComposition } from './choose-composition.js'
import { neededGroups } from './figure-parts.js'
import { lookUpPicture } from './look-up.js'
import type { Project } from './open-project.js'

/** A picture that cannot be looked up before others are there; `from` names one that is missing. */
export type WaitingPicture = Pick<DeferredFigure, 'figure' | 'place' | 'likely' | 'from'>

/** What services are asked for by which groups are put together. */
export interface PlannedComposites {
  /** Of groups whose panels are all there. */
  requests: FigureRequest[]
  waiting: WaitingPicture[]
}

/** Looks into cache and ledger; what figmill composes itself is free, and not among them. */
export async function planComposites(
  figures: readonly DocumentFigure[],
  project: Project,
): Promise<PlannedComposites> {
  const planned: PlannedComposites = { requests: [], waiting: [] }
  for (const group of neededGroups(figures)) {
    const { composite, figure, panels, place } = group
    if (composite === undefined) continue
    const found = await Promise.all(panels.map((panel) => lookUpPicture(panel, project)))
    const missing = panels[found.indexOf(undefined)]
    if (missing !== undefined) {
      const from = { figure: missing.figure, place: composite.place, origin: group }
      planned.waiting.push({ figure, place, from, likely: composite.request })
      continue
    }
    const pictures = found.filter((picture) => picture !== undefined)
    const { request } = await chooseComposition(group, pictures, project)
    if (request !== undefined) planned.requests.push(request)
  }
  return planned
}
