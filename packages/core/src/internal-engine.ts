/** What is loaded only when something must be bought. */

export { createCollect } from './download/collect-pictures.js'
export { type Budget, type MaxCredits, toCaps } from './engine/caps.js'
export { createEngine, type Engine, type EngineOptions } from './engine/engine.js'
export { type FailPoint, failPoints } from './engine/fail-points.js'
export type { Collect } from './engine/keep-picture.js'
export type { Cap, CapState, Claim, Ledger, Verdict } from './engine/ledger.js'
export { type BalanceLook, lookAtBalance } from './engine/look-at-balance.js'
export { createMemorySendLog, type SendLog } from './engine/send-log.js'
export { settleStored } from './engine/settle-stored.js'
export { openSqliteLedger } from './engine/sqlite-ledger.js'
export { openSqliteSendLog } from './engine/sqlite-send-log.js'
export { createSend, toUnsent } from './http/send-once.js'
