import { createHash } from 'node:crypto'
import { zlibSync } from 'fflate'
import { formatNumbers } from './operators.js'

/** An object of a PDF as other objects name it: `5 0 R`. */
export type Reference = string

/** What content names: `/Font`, `/XObject` and so on. */
export type ResourceKind = 'ExtGState' | 'Font' | 'Pattern' | 'XObject'

/** The objects of a PDF that is being written. */
export interface PdfFile {
  add(object: string): Reference
  /** @param entries Of the stream's dictionary, besides its length and filter. */
  addStream(entries: string, content: string | Uint8Array): Reference
  /** @param entries With the `/Filter` that `content` is already encoded by. */
  addEncoded(entries: string, content: Uint8Array): Reference
  /** The name of a resource in any content of the file, with its slash. */
  nameResource(kind: ResourceKind, object: string): string
  /** The one dictionary of all resources, which every content shares. */
  resources: Reference
  /** The finished file: one page of `size` points. */
  finish(page: { width: number; height: number; content: string }, about: PdfInfo): Uint8Array
}

interface PdfInfo {
  title: string
  subject: string
}

const encoder = new TextEncoder()
const kinds: readonly ResourceKind[] = ['ExtGState', 'Font', 'Pattern', 'XObject']

export function createPdfFile(): PdfFile {
  const objects: Uint8Array[] = []
  const resources = new Map(kinds.map((kind) => [kind, new Map<string, string>()]))
  const resourcesReference = reserve()

  function reserve(): Reference {
    objects.push(new Uint8Array())
    return `${objects.length} 0 R`
  }

  function fill(reference: Reference, ...parts: readonly (string | Uint8Array)[]) {
    const number = Number.parseInt(reference, 10)
    objects[number - 1] = concatenate([`${number} 0 obj\n`, ...parts, '\nendobj\n'])
  }

  function add(...parts: readonly (string | Uint8Array)[]): Reference {
    const reference = reserve()
    fill(reference, ...parts)
    return reference
  }

  function addEncoded(entries: string, content: Uint8Array): Reference {
    const length = content.length
    return add(`<< ${entries} /Length ${length} >>\nstream\n`, content, '\nendstream')
  }

  function addStream(entries: string, content: string | Uint8Array): Reference {
    const bytes = typeof content === 'string' ? encoder.encode(content) : content
    // Not node:zlib: what that writes is not the same on every processor.
    return addEncoded(`${entries} /Filter /FlateDecode`, zlibSync(bytes))
  }

  return {
    add: (object) => add(object),
    addStream,
    addEncoded,
    resources: resourcesReference,
    nameResource(kind, object) {
      const names = resources.get(kind)
      if (names === undefined) throw new Error(`no resources of kind ${kind}`)
      const name = names.get(object) ?? `/${kind[0]}${names.size}`
      names.set(object, name)
      return name
    },
    finish({ width, height, content }, { title, subject }) {
      const entries = [...resources].map(([kind, names]) => {
        const named = [...names].map(([object, name]) => `${name} ${object}`)
        return named.length === 0 ? '' : `/${kind} << ${named.join(' ')} >>`
      })
      fill(resourcesReference, `<< ${entries.join(' ')} >>`)
      const contents = addStream('', content)
      const pages = reserve()
      const box = `[0 0 ${formatNumbers([width, height])}]`
      // Said only where it matters: LaTeX warns of several pages with such a group on one of its own.
      const isTranslucent = resources.get('ExtGState')?.size !== 0
      const group = isTranslucent ? '/Group << /S /Transparency /CS /DeviceRGB >>' : ''
      const page = add(
        `<< /Type /Page /Parent ${pages} /MediaBox ${box} /Resources ${resourcesReference} /Contents ${contents} ${group} >>`,
      )
      fill(pages, `<< /Type /Pages /Kids [${page}] /Count 1 >>`)
      const root = add(`<< /Type /Catalog /Pages ${pages} >>`)
      // No dates: the same picture is the same file.
      const info = add(
        `<< /Title ${toPdfText(title)} /Subject ${toPdfText(subject)} /Producer (figmill) >>`,
      )
      return assemble(objects, root, info)
    },
  }
}

/** Numbers the objects' places in the table at the end of the file. */
function assemble(objects: readonly Uint8Array[], root: Reference, info: Reference): Uint8Array {
  // Bytes above 127 in the second line tell programs that the file is not text.
  const header = Uint8Array.of(...encoder.encode('%PDF-1.4\n%'), 0xe2, 0xe3, 0xcf, 0xd3, 0x0a)
  let offset = header.length
  const places = objects.map((object) => {
    const place = `${String(offset).padStart(10, '0')} 00000 n \n`
    offset += object.length
    return place
  })
  const body = concatenate([header, ...objects])
  const id = createHash('sha256').update(body).digest('hex').slice(0, 32)
  const size = objects.length + 1
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}`
  const trailer = `trailer\n<< /Size ${size} /Root ${root} /Info ${info} /ID [<${id}> <${id}>] >>`
  return concatenate([body, `${table}${trailer}\nstartxref\n${offset}\n%%EOF\n`])
}

function concatenate(parts: readonly (string | Uint8Array)[]): Uint8Array {
  const chunks = parts.map((part) => (typeof part === 'string' ? encoder.encode(part) : part))
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** Text of any language as a PDF string. */
export function toPdfText(text: string): string {
  return `<FEFF${toUtf16Hex(text)}>`
}

export function toUtf16Hex(text: string): string {
  return Array.from({ length: text.length }, (_, index) => toHex(text.charCodeAt(index))).join('')
}

/** Four digits. */
export function toHex(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0')
}
