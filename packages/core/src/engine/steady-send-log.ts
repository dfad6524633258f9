import { createMemorySendLog, type SendLog } from './send-log.js'

/**
 * A log that goes on without its file when that fails, as on a full disk: limits are not about
 * money, and an answer that was paid for must not be lost to them.
 */
export function createSteadySendLog(file: SendLog): SendLog {
  const own = createMemorySendLog()
  let log = file

  function attempt<Value>(use: (log: SendLog) => Value): Value {
    try {
      return use(log)
    } catch (error) {
      if (log === own) throw error
      log = own
      return use(own)
    }
  }

  return {
    take: (scopes, now) => attempt((log) => log.take(scopes, now)),
    giveBack: (scopes, at) => attempt((log) => log.giveBack(scopes, at)),
    count: (scope, windowMs, now) => attempt((log) => log.count(scope, windowMs, now)),
    pause: (scope, until) => attempt((log) => log.pause(scope, until)),
    learn: (scope, limit) => attempt((log) => log.learn(scope, limit)),
    learnt: (scope) => attempt((log) => log.learnt(scope)),
    close: () => file.close(),
  }
}
