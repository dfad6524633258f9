import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { digestContent } from '../../../../src/digest.js'
import type { FontFile } from '../../../../src/font-file.js'

const folder = new URL('../../../../../../fixtures/gallery/fonts/', import.meta.url)

/** A font of the gallery: `JP`, `SC`, `KR`, `Arabic` or `Hebrew`. */
export function sampleFont(script: string): FontFile {
  const path = fileURLToPath(new URL(`NotoSans${script}-Subset.ttf`, folder))
  return { path, digest: digestContent(readFileSync(path)) }
}
