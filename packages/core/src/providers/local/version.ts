/**
 * Part of every local request: raising it draws every local picture anew (which is free) and
 * leaves paid ones alone. Raise it with every change that alters a pixel.
 */
export const rendererVersion = 2
