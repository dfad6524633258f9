import { escapeXml } from '../providers/local/formats/xml.js'
import type { Marker } from './marker.js'

/** What one JPEG segment can hold, in bytes: no format is given more. */
const mostPacketBytes = 65_502

export const rdfEnd = '</rdf:RDF>'

/**
 * The XMP packet of a picture.
 *
 * @param existing The packet it has: what that says besides stays, where it can be read and fits.
 */
export function toPacket(existing: string | undefined, marker: Marker): string {
  if (existing !== undefined && fits(existing)) {
    const updated = replaceMarker(existing, marker)
    if (updated !== undefined && fits(updated)) return updated
  }
  const content = `<x:xmpmeta xmlns:x="adobe:ns:meta/">${toRdf(marker)}</x:xmpmeta>`
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>${content}<?xpacket end="w"?>`
}

function fits(packet: string): boolean {
  return Buffer.byteLength(packet) <= mostPacketBytes
}

/** The marker by itself. */
export function toRdf(marker: Marker): string {
  const rdf = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'
  return `<rdf:RDF xmlns:rdf="${rdf}">${describe(marker)}${rdfEnd}`
}

/** RDF with the marker in the place of its own; `undefined` when it is none that we can read. */
export function replaceMarker(rdf: string, marker: Marker): string | undefined {
  const others = rdf
    .replace(markerElement, '')
    .replace(markerAttribute, '')
    .replaceAll(`${descriptionStart}${descriptionEnd}`, '')
  const end = others.lastIndexOf(rdfEnd)
  if (end === -1) return undefined
  return `${others.slice(0, end)}${describe(marker)}${others.slice(end)}`
}

const property = String.raw`[\w.-]+:(?:DigitalSourceType|AISystemUsed)`
const markerElement = new RegExp(
  String.raw`<(${property})(?=[\s/>])[^<>]*?(?:/>|>[^<]*</\1\s*>)`,
  'g',
)
const markerAttribute = new RegExp(String.raw`\s${property}\s*=\s*(?:"[^"]*"|'[^']*')`, 'g')

const namespace = 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/'
const descriptionStart = `<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="${namespace}">`
const descriptionEnd = '</rdf:Description>'

function describe({ sourceType, systemUsed }: Marker): string {
  const type = `http://cv.iptc.org/newscodes/digitalsourcetype/${sourceType}`
  return [
    descriptionStart,
    `<Iptc4xmpExt:DigitalSourceType>${type}</Iptc4xmpExt:DigitalSourceType>`,
    `<Iptc4xmpExt:AISystemUsed>${escapeXml(systemUsed)}</Iptc4xmpExt:AISystemUsed>`,
    descriptionEnd,
  ].join('')
}
