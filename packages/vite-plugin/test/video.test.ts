import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@figmill/core'
import { build, createServer } from 'vite'
import { expect, onTestFinished, test } from 'vitest'
import { createAgentEmulator } from '../../emulators/src/agent.js'
import { serve } from '../../emulators/src/serve.js'
import { copySite, listFiles, readScripts, siteConfig } from './site.js'

const keys = ['ryn_agent_v1_0123456789abcdef']

/** The fixture site with a page that shows a video, bought in a build. */
async function buildSite(): Promise<string> {
  const root = copySite()
  const service = await serve((origin) => {
    const emulator = createAgentEmulator({ clock: systemClock, origin, keys, durationMs: () => 50 })
    return emulator.handle
  })
  onTestFinished(() => service.close())
  const agent = { baseUrl: service.origin, apiKey: keys }
  const network = { allowHosts: [new URL(service.origin).host] }
  const config = { content: ['pages'], services: { agent }, network }
  writeFileSync(join(root, 'figmill.config.json'), JSON.stringify(config))
  writeFileSync(
    join(root, 'pages/guide.mdx'),
    '::figure[Rain.]{#rain provider=agent product=video model=sora-2 prompt="Rain"}\n',
  )
  await build(await siteConfig(root))
  return root
}

test('a site is built with a video and its poster', async () => {
  const root = await buildSite()
  const assets = listFiles(join(root, 'dist/assets'))
  expect(assets.filter((name) => /^rain\..*\.(?:mp4|png)$/.test(name))).toHaveLength(2)
  expect(readScripts(root)).toMatch(/poster/)
})

test('a dev server sends a video as one', async () => {
  const root = await buildSite()
  const config = await siteConfig(root)
  const server = await createServer({ ...config, server: { port: 0, watch: null, ws: false } })
  onTestFinished(() => server.close())
  await server.listen()
  const [origin = ''] = server.resolvedUrls?.local ?? []
  const { default: Guide } = await server.ssrLoadModule('/pages/guide.mdx')
  const page = Guide()
  expect(page).toMatch(
    /<video src="[^"]+\.mp4" poster="[^"]+\.png" controls="true" preload="metadata"/,
  )
  const typeOf = async (attribute: string) => {
    const [, path = ''] = new RegExp(`${attribute}="([^"]+)"`).exec(page) ?? []
    const { headers, status } = await fetch(new URL(path, origin))
    return [status, headers.get('content-type')]
  }
  expect(await typeOf('src')).toEqual([200, 'video/mp4'])
  expect(await typeOf('poster')).toEqual([200, 'image/png'])
})
