import { Refusal } from './refusal.ts'

const dataUrl = /^data:application\/pdf;base64,/
/** `1`, `1,3-5` or `5-3`, from 1. */
const pageSelection = /^\s*[1-9]\d*(\s*-\s*[1-9]\d*)?(\s*,\s*[1-9]\d*(\s*-\s*[1-9]\d*)?)*\s*$/

/**
 * Looks at a PDF and a selection of its pages as far as one can without reading it.
 *
 * @throws Refusal with 422.
 */
export function checkPdfInput(pdfBase64: string, pages: string | undefined): void {
  const encoded = pdfBase64.replace(dataUrl, '')
  const bytes = Buffer.from(encoded, 'base64')
  // The decoder skips what is not base64.
  if (bytes.toString('base64') !== encoded) throw new Refusal(422, 'Invalid base64 in pdf_base64')
  if (bytes.subarray(0, 5).toString('latin1') !== '%PDF-')
    throw new Refusal(422, 'pdf_base64 is not a PDF')
  if (pages !== undefined && !pageSelection.test(pages))
    throw new Refusal(422, `Invalid page selection: ${pages}`)
}
