/** What a build needs to find out that nothing changed; everything here needs only `node:fs`. */
export { disconnectKeyv } from './cache/disconnect-keyv.js'
export { configFileNames, findConfigFile, readConfigFile } from './config/config-file.js'
export { FigureError } from './errors.js'
export { toRootPath } from './files/root-path.js'
export { formatProblem, type Problem } from './problem.js'
export { readReportIfCurrent, snapshotName } from './state/snapshot.js'
