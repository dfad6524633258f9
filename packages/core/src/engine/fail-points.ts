/**
 * The moments of a paid job between which a crash, or a full disk, must do no harm. Tests stop the
 * process at each of them; everywhere else passing one does nothing.
 */
export const failPoints = [
  'before-claim',
  'after-claim',
  'before-prepare',
  'after-prepare',
  'before-intent',
  'after-intent',
  'before-submit',
  'after-submit',
  'before-receipt',
  'after-receipt',
  'before-poll',
  'after-poll',
  'before-collect',
  'after-collect',
  'before-store',
  'after-store',
  'before-settle',
  'after-settle',
] as const

export type FailPoint = (typeof failPoints)[number]

/** Passes a fail point; throws, or never returns, where a test wants it to. */
export type PassPoint = (point: FailPoint) => void
