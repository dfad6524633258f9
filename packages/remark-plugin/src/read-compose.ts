import type { FieldProblem, PanelOptions, Place, Provider } from '@figmill/core'
import type { AttributeLayer } from './attribute-layers.js'
import type { GroupComposite, ReadFigure } from './document-figure.js'

/** What is known of a group whose panels a service may put together. */
export interface ComposeReading {
  /** The attributes of the group itself. */
  own: AttributeLayer
  panels: readonly ReadFigure[]
  options: PanelOptions
  providers: ReadonlyMap<string, Provider>
  place: Place
}

/**
 * Reads `compose`: which service puts the panels together. Without it figmill does, for nothing; it
 * also does where a panel is by somebody else.
 */
export function readCompose({ options, own, panels, place, providers }: ComposeReading): {
  composite: GroupComposite | undefined
  problems: FieldProblem[]
} {
  const attribute = own.get('compose')
  const name = attribute?.value ?? 'local'
  if (name === 'local') return without()
  const { compose } = providers.get(name) ?? {}
  if (compose === undefined) return without(tellAble(name, providers))
  const { alternates = [], format } = options
  const { problems, request, warnings } = compose({
    ...options,
    labelFontSize: own.has('label_font_size') ? options.labelFontSize : undefined,
    formats: own.has('format') ? [format, ...alternates] : undefined,
  })
  if (request === undefined) return without(...problems, ...warnings)
  const makers = panels.map(makerOf)
  const stranger = makers.findIndex((maker) => maker !== name)
  if (stranger >= 0) return without(tellStranger(name, stranger + 1, makers[stranger]))
  return { composite: { request, place: attribute?.place ?? place }, problems: warnings }
}

function without(...problems: FieldProblem[]) {
  return { composite: undefined, problems }
}

function makerOf(panel: ReadFigure): string {
  return panel.request === undefined ? panel.likely.provider : panel.request.request.provider
}

function tellStranger(name: string, panel: number, maker: string | undefined): FieldProblem {
  return {
    field: 'compose',
    code: 'attribute-invalid',
    severity: 'warning',
    message: `figmill composes the panels itself: panel ${panel} is by \`${maker}\`, and \`${name}\` puts only its own together`,
    hint: `Leave \`compose\` out, or have all panels made by \`${name}\`.`,
  }
}

function tellAble(name: string, providers: ReadonlyMap<string, Provider>): FieldProblem {
  const able = [...providers.values()].filter(({ compose }) => compose !== undefined)
  const ways = ['local', ...able.map((one) => one.name)].map((one) => `\`compose=${one}\``)
  return {
    field: 'compose',
    code: 'attribute-invalid',
    message: providers.has(name)
      ? `\`${name}\` cannot put panels together`
      : `there is no provider \`${name}\` to put the panels together`,
    hint: `Write ${ways.join(' or ')}.`,
  }
}
