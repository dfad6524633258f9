import fc from 'fast-check'
import { test } from 'vitest'
import { hostileText, written } from './figures.js'
import { pandoc } from './pandoc-command.js'
test('x', () => {
  const samples = fc.sample(fc.tuple(hostileText, hostileText), 20000)
  const codes = samples.map(([alt, caption]) => written({ id: 'fig-a', classes: ['wide'], alt, caption: `C ${caption}` }, 'pandoc'))
  const doc = codes.map((c, i) => `# case${i}q\n\n${c}\n`).join('\n')
  const json = JSON.parse(pandoc(['-f', 'markdown', '-t', 'json'], doc))
  const seen = new Set<number>()
  let n = -1
  const bad: string[] = []
  for (const b of json.blocks) {
    if (b.t === 'Header') { n = Number(/\d+/.exec(b.c[1][0])?.[0]); seen.add(n) }
    else {
      const s = JSON.stringify(b)
      if (!(b.t === 'Para' && b.c.length === 1 && b.c[0].t === 'Image' && s.includes('"wide"'))) bad.push(`${n}: ${JSON.stringify(samples[n])} ${codes[n]}\n   ${s.slice(0, 600)}`)
    }
  }
  for (let i = 0; i < codes.length; i++) if (!seen.has(i) && (i === 0 || seen.has(i - 1))) bad.push('swallowed after ' + codes[i - 1])
  console.log(bad.slice(0, 12).join('\n'), bad.length)
})
