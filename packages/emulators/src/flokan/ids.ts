import { createHash } from 'node:crypto'

/** A UUID of the n-th thing of its kind: always the same one. */
export function uuidOf(kind: string, index: number | string): string {
  const hex = createHash('sha256').update(`flokan ${kind} ${index}`).digest('hex')
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ]
  return parts.join('-')
}

/** Path of a file that anybody may download. */
export function imagePath(
  workspace: string,
  folder: 'processed' | 'uploads',
  fileName: string,
): string {
  return `/images/${uuidOf('user', workspace)}/${folder}/${fileName}`
}
