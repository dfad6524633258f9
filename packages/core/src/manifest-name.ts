/**
 * The manifest lies in the folder it is about: a folder that has one is an output folder, whoever
 * looks at it and whatever became of the cache.
 */
export const manifestName = '.figmill-output.jsonl'
