#!/usr/bin/env node
// Nothing is imported statically: an old Node.js must get as far as the message.
const oldest = [22, 19] as const
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  process.stderr.write(
    `figmill needs Node.js ${oldest.join('.')} or newer; this is ${process.versions.node}.\n` +
      'Install a newer one from https://nodejs.org, or choose it with your version manager.\n',
  )
  process.exitCode = 2
} else {
  process.getBuiltinModule('node:module').enableCompileCache()
  const { runProcess } = await import('./run-process.js')
  await runProcess()
}
