import { createHash } from 'node:crypto'

/** 32 hexadecimal digits that look random and are the same in every run. */
export function makeId(kind: 'task' | 'key', number: number): string {
  return createHash('sha256').update(`paperbanana ${kind} ${number}`).digest('hex').slice(0, 32)
}

/** `2026-02-15T10:30:00+00:00` */
export function toTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, '+00:00')
}
