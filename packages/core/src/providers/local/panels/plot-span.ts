import type { Artifact } from '../../../artifact.js'

/** A stretch along the horizontal. CSS pixels. */
export interface Span {
  start: number
  length: number
}

/** How Vega begins a picture of one plot: what is moved into place, then the area between the axes. */
const frame =
  /<g [^>]*transform="translate\(([\d.]+),[\d.]+\)"><g><g transform="translate\(0,0\)"><path d="M0(?:\.5)?,0(?:\.5)?h([\d.]+)v/

/**
 * Where the plot of a drawn picture lies, without its axis labels.
 *
 * @param width The picture's as shown.
 * @returns Nothing for what is no picture of one plot.
 */
export function readPlotSpan(picture: Artifact, width: number): Span | undefined {
  const svg = new TextDecoder().decode(picture.bytes)
  const [, left, length] = frame.exec(svg) ?? []
  const natural = Number(/ viewBox="0 0 ([\d.]+)/.exec(svg)?.[1])
  if (Number(length) > 0 && natural > 0) {
    const scale = width / natural
    return { start: Number(left) * scale, length: Number(length) * scale }
  }
  return undefined
}
