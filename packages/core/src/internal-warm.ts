/** What a build needs to find out that nothing changed; everything here needs only `node:fs`. */
export { configFileNames, findConfigFile, readConfigFile } from './config/config-file.js'
export { toRootPath } from './files/root-path.js'
export { readReportIfCurrent, snapshotName } from './state/snapshot.js'
