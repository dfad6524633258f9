import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requireCommand } from '../../../../../../test/required-command.js'
import { type Resvg, withResvg } from '../../../../src/providers/local/formats/resvg.js'

/** The programs of poppler; when one is there, all are. */
export const poppler = requireCommand('pdftotext', '-v')

/** What a program of poppler prints about a PDF. */
export function inspectPdf(pdf: Uint8Array, program: string, ...options: string[]): string {
  return Buffer.from(runOn(pdf, program, options)).toString()
}

function runOn(pdf: Uint8Array, program: string, options: readonly string[]): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'figmill-pdf-'))
  try {
    const path = join(folder, 'figure.pdf')
    writeFileSync(path, pdf)
    // Without a second argument these programs write beside the PDF or ask for one.
    const output = program === 'pdftotext' ? ['-'] : []
    return execFileSync(program, [...options, path, ...output], { maxBuffer: 2 ** 28 })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** How much a PDF looks unlike its SVG on white: mean difference of pixels, from 0 to 1. */
export async function differenceOf(pdf: Uint8Array, svg: string): Promise<number> {
  // Units of the drawing, because what is scaled down for print is mostly edges at its own size.
  const [, width] = / viewBox="0 0 ([\d.]+)/.exec(svg) ?? / width="([\d.]+)"/.exec(svg) ?? []
  const render = (resvg: Resvg) => {
    const image = resvg.render()
    const { height, pixels, width } = image
    image.free()
    return { height, pixels, width }
  }
  const expected = await withResvg(svg, render, Number(width) * 2)
  const size = ['-scale-to-x', String(expected.width), '-scale-to-y', String(expected.height)]
  const ppm = runOn(pdf, 'pdftoppm', [...size, '-singlefile'])
  const colors = ppm.subarray(ppm.length - expected.width * expected.height * 3)
  let sum = 0
  for (let index = 0; index < colors.length; index++) {
    const pixel = Math.floor(index / 3) * 4
    const alpha = expected.pixels[pixel + 3] ?? 0
    const onWhite = (expected.pixels[pixel + (index % 3)] ?? 0) + 255 - alpha
    sum += Math.abs((colors[index] ?? 0) - onWhite)
  }
  return sum / colors.length / 255
}
