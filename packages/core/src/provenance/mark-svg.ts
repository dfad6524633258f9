import type { Marker } from './marker.js'
import { rdfEnd, replaceMarker, toRdf } from './xmp.js'

/** The end of the drawing, whatever its elements are prefixed with, and what may follow it. */
const drawingEnd = /<\/((?:[\w.-]+:)?)svg\s*>(?:\s|<!--(?:(?!-->)[\s\S])*-->)*$/

/** Puts the marker into the metadata of a drawing, the last thing in it: a title has to be the first. */
export function markSvg(bytes: Buffer, marker: Marker): Buffer | undefined {
  const svg = bytes.toString()
  const end = drawingEnd.exec(svg)
  if (end === null) return undefined
  const rdf = findRdf(svg)
  const replaced = rdf && replaceMarker(svg.slice(rdf.start, rdf.end), marker)
  if (rdf !== undefined && replaced !== undefined) {
    return Buffer.from(svg.slice(0, rdf.start) + replaced + svg.slice(rdf.end))
  }
  const [, prefix = ''] = end
  const metadata = `<${prefix}metadata>${toRdf(marker)}</${prefix}metadata>`
  return Buffer.from(svg.slice(0, end.index) + metadata + svg.slice(end.index))
}

function findRdf(svg: string): { start: number; end: number } | undefined {
  const start = svg.indexOf('<rdf:RDF')
  const end = svg.indexOf(rdfEnd, start) + rdfEnd.length
  return start === -1 || end < start ? undefined : { start, end }
}
