import type { FigureRequest } from '@figmill/core'
import type { DeferredFigure, DocumentFigure } from '../document-figure.js'
import { chooseComposition } from './choose-composition.js'
import { neededGroups } from './figure-parts.js'
import { lookUpPanels } from './look-up.js'
import type { Project } from './open-project.js'

/** A picture that cannot be looked up before others are there. */
export interface WaitingPicture extends Pick<DeferredFigure, 'figure' | 'place' | 'likely'> {
  /** The first of them. */
  from: Pick<DeferredFigure['from'], 'figure'>
}

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
    const [from] = panels
    if (composite === undefined || from === undefined) continue
    const pictures = await lookUpPanels(group, project)
    if (pictures === undefined) {
      planned.waiting.push({ figure, place, from, likely: composite.request })
      continue
    }
    const { request } = await chooseComposition(group, pictures, project)
    if (request !== undefined) planned.requests.push(request)
  }
  return planned
}
