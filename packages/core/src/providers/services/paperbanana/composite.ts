import type { ProviderRequest } from '../../../digest.js'
import type { PanelOptions } from '../../local/panels/panel-options.js'

/** How panels are laid out, as every group of figures says it. */
export type CompositeLayout = Pick<
  PanelOptions,
  'labelFontSize' | 'labelPosition' | 'labels' | 'layout' | 'spacing'
>

/**
 * The request that has pictures put together on the server, as a PNG. It costs a unit; the service
 * makes panels smaller where their heights differ.
 *
 * @param taskIds Of two or more jobs that ended well, all of the key that it is sent with, in the
 *   order of the panels. The service forgets jobs: it refuses one that it does not know.
 */
export function compositeRequest(
  taskIds: readonly string[],
  { labelFontSize, labelPosition, labels, layout, spacing }: CompositeLayout,
): ProviderRequest {
  return {
    provider: 'paperbanana',
    operation: 'composite',
    body: {
      source_task_ids: [...taskIds],
      layout: layout.trim().replace(/[×X]/, 'x'),
      labels: [...labels],
      spacing: Math.round(spacing),
      label_position: labelPosition,
      label_font_size: Math.round(labelFontSize),
    },
  }
}
