import { FigureError, systemErrorCode } from '../errors.js'

const notFolder = [
  'a part of the path is a file, not a folder',
  'Rename or remove the file that stands where a folder is needed.',
] as const

/** What a system error code means for someone who wanted a file read or written: what is so, what to do. */
const causes: Record<string, readonly [seen: string, hint: string]> = {
  ENOSPC: ['the disk is full', 'Free some disk space and run again.'],
  EDQUOT: ['the disk quota is used up', 'Free some space or raise the quota, and run again.'],
  EFBIG: ['the file is larger than allowed', 'Raise the file size limit (`ulimit -f`).'],
  EROFS: ['the file system is read-only', 'Choose a folder that can be written to.'],
  EACCES: [
    'permission denied',
    'Give this user permission to read and write there, or choose another folder.',
  ],
  EPERM: ['not permitted', 'Check that the file is not locked and its folder can be written to.'],
  EBUSY: ['in use by another program', 'Close the program that holds the file and run again.'],
  EISDIR: ['a folder has that name', 'Rename or remove the folder, or choose another name.'],
  ENOTDIR: notFolder,
  EEXIST: notFolder,
  ENAMETOOLONG: ['the name is too long', 'Choose a shorter name.'],
  EMFILE: ['too many open files', 'Raise the limit on open files (`ulimit -n`).'],
  EIO: ['the disk reported an error', 'Check the disk and run again.'],
}

/** What a failed system call says in words, with its code: `the disk is full (ENOSPC)`. */
export function describeFailure(error: unknown): string {
  const code = systemErrorCode(error)
  const seen = code === undefined ? undefined : causes[code]?.[0]
  if (seen !== undefined) return `${seen} (${code})`
  return code ?? (error instanceof Error ? error.message : String(error))
}

/** What to do about a failed system call, if that is known. */
export function hintForFailure(error: unknown): string | undefined {
  return causes[systemErrorCode(error) ?? '']?.[1]
}

/** A failed write as `file-unwritable`, naming the path; errors that are already ours stay. */
export function toUnwritable(error: unknown, path: string): FigureError {
  if (error instanceof FigureError) return error
  return new FigureError('file-unwritable', `cannot write \`${path}\`: ${describeFailure(error)}`, {
    cause: error,
    hint: hintForFailure(error),
  })
}
