/** Size of the tile that a hatching repeats, in CSS pixels. */
const tile = 8
const rising = 'M-2 2L2 -2M0 8L8 0M6 10L10 6'
const falling = 'M-2 6L2 10M0 0L8 8M6 -2L10 2'
const level = 'M0 4H8'
const upright = 'M4 0V8'

const strokes = {
  rising,
  falling,
  level,
  upright,
  crossed: rising + falling,
  grid: level + upright,
  dashed: 'M0 2H4M4 6H8',
} as const

/** Kinds of hatching. */
export type Hatch = keyof typeof strokes

/**
 * A fill with hatching over it, for where a colour may stand; {@link defineHatches} makes the
 * pattern. The name says all of it, so that equal fills are one pattern.
 *
 * @param fill `#rrggbb`, like `ink`.
 */
export function hatchFill(hatch: Hatch, fill: string, ink: string): string {
  return `url(#hatch-${hatch}-${fill.slice(1)}-${ink.slice(1)})`
}

/** Definitions of the hatchings that some content is filled with, in its order; empty without. */
export function defineHatches(content: string): string {
  const used = content.matchAll(/url\(#(hatch-([a-z]+)-([\da-f]{6})-([\da-f]{6}))\)/g)
  const patterns = new Map<string, string>()
  for (const [, id = '', hatch, fill, ink] of used) {
    const path = strokes[hatch as Hatch]
    patterns.set(
      id,
      `<pattern id="${id}" patternUnits="userSpaceOnUse" width="${tile}" height="${tile}"><rect width="${tile}" height="${tile}" fill="#${fill}"/><path d="${path}" fill="none" stroke="#${ink}" stroke-width="1.3"/></pattern>`,
    )
  }
  return patterns.size === 0 ? '' : `<defs>${[...patterns.values()].join('')}</defs>`
}
