import { describe, expect, test } from 'vitest'
import { checkPicture } from '../../src/download/check-picture.js'
import { sanitizeSvg } from '../../src/download/sanitize-svg.js'
import { makePng, makeSvg } from './pictures.js'

const rect = '<rect width="4" height="3"/>'

/** A sanitised SVG around some content. */
function sanitize(content: string, attributes = ''): string {
  return sanitizeSvg(makeSvg(content, attributes).toString()).text
}

const png = makePng().toString('base64')

/** Anything that could run, load or lead elsewhere. */
const harmful =
  /script|onload|onclick|onbegin|alert|evil|javascript|foreignObject|iframe|@import|animate|<set|ENTITY|DOCTYPE|xml-stylesheet|expression|image-set|file:|\\/i

describe('what could do harm is dropped:', () => {
  test.each([
    ['a script', '<script>alert(1)</script>'],
    ['a script in CDATA', '<script><![CDATA[alert(1)]]></script>'],
    ['a script elsewhere', '<script href="https://evil.example/a.js"/>'],
    [
      'a script with a prefix',
      '<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>',
    ],
    ['a script in HTML', '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>'],
    ['a script inside a group', '<g><g><script>alert(1)</script></g></g>'],
    ['a script as foreign content', '<foreignObject><script>alert(1)</script></foreignObject>'],
    ['a frame', '<foreignObject><iframe src="https://evil.example"/></foreignObject>'],
    ['a handler', '<rect width="1" height="1" onclick="alert(1)"/>'],
    ['a handler in capitals', '<rect width="1" height="1" ONLOAD="alert(1)"/>'],
    ['a handler on a group', '<g onload="alert(1)"><path d="M0 0"/></g>'],
    ['a link that runs', '<a href="javascript:alert(1)"><path d="M0 0"/></a>'],
    ['a link that leads away', '<a xlink:href="https://evil.example"><path d="M0 0"/></a>'],
    ['an animation of a link', '<a><animate attributeName="href" to="javascript:alert(1)"/></a>'],
    ['a setter', '<set attributeName="onclick" to="alert(1)"/>'],
    ['an animation handler', '<animate onbegin="alert(1)" attributeName="x" dur="1s"/>'],
    ['an import', '<style>@import url("https://evil.example/a.css"); .a{fill:red}</style>'],
    ['an import without url', '<style>@import "https://evil.example/a.css";</style>'],
    ['a font', '<style>@font-face{font-family:a;src:url(https://evil.example/a.woff)}</style>'],
    ['a background', '<style>rect{background:url(https://evil.example/a.png)}</style>'],
    ['a fill elsewhere', '<style>rect{fill:url(https://evil.example/a.svg#a)}</style>'],
    ['an escaped address', '<style>rect{fill:u\\72l(https://evil.example)}</style>'],
    ['an address behind a comment', '<style>rect{fill:ur/**/l(https://evil.example)}</style>'],
    ['an image set', '<style>rect{mask:image-set("https://evil.example" 1x)}</style>'],
    ['an expression', '<style>rect{width:expression(alert(1))}</style>'],
    ['a rule in a rule', '<style>@media all{rect{fill:url(https://evil.example)}}</style>'],
    ['a rule that never ends', '<style>@media all{rect{fill:url(https://evil.example)</style>'],
    ['an end of the style', '<style>a{fill:red}&lt;/style>&lt;script>alert(1)&lt;/script></style>'],
    [
      'a string that ends late',
      '<style>a{fill:"red;} @import url(https://evil.example);"}</style>',
    ],
    ['a string over two lines', '<style>a{fill:"red&#10;url(https://evil.example)"}</style>'],
    ['a variable', '<style>a{--a:url(https://evil.example);fill:var(--a)}</style>'],
    ['a style attribute', '<rect width="1" height="1" style="fill:url(https://evil.example#a)"/>'],
    ['a filter elsewhere', '<rect width="1" height="1" filter="url(https://evil.example#a)"/>'],
    ['a mask elsewhere', '<rect width="1" height="1" mask="url(//evil.example#a)"/>'],
    ['a marker elsewhere', '<path d="M0 0" marker-end="url(evil.svg#a)"/>'],
    ['a cursor', '<rect width="1" height="1" cursor="url(https://evil.example)"/>'],
    ['a gradient elsewhere', '<linearGradient id="a" href="https://evil.example/a.svg#b"/>'],
    ['a base for addresses', '<g xml:base="https://evil.example/"><path d="M0 0"/></g>'],
    ['metadata', '<metadata><a href="https://evil.example"/></metadata>'],
    ['a comment', '<!-- evil -->'],
    ['an instruction', '<?xml-stylesheet href="https://evil.example/a.css"?>'],
    ['a video', '<video src="https://evil.example/a.mp4"/>'],
    ['another namespace', '<g xmlns="http://www.w3.org/1999/xhtml"><iframe src="evil"/></g>'],
    ['an unknown attribute', '<rect width="1" height="1" data-x="evil" formaction="evil"/>'],
  ])('%s', (_what, content) => {
    const clean = sanitize(`${content}${rect}`)
    expect(clean).not.toMatch(harmful)
    expect(clean.replace('http://www.w3.org/2000/svg', '')).not.toMatch(
      /xhtml|(?<!1999.)https?:\/\/(?!www)/,
    )
    expect(clean).toContain(rect)
    expect(sanitizeSvg(clean).text).toBe(clean)
  })

  test('a handler on the picture itself', () => {
    expect(sanitize(rect, 'onload="alert(1)"')).not.toMatch(harmful)
  })

  test('a document type and an instruction in front', () => {
    const source = `<?xml version="1.0"?><?xml-stylesheet href="evil.css"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://evil.example/svg11.dtd">${makeSvg()}`
    expect(sanitizeSvg(source).text).not.toMatch(harmful)
  })
})

describe('a picture is refused for', () => {
  const circle = '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'
  const doubling = Array.from(
    { length: 40 },
    (_, index) => `<g id="d${index}"><use href="#d${index + 1}"/><use href="#d${index + 1}"/></g>`,
  ).join('')
  const chain = Array.from(
    { length: 5000 },
    (_, index) => `<g id="c${index}"><use href="#c${index + 1}"/></g>`,
  ).join('')

  test.each([
    ['a picture from elsewhere', '<image href="https://evil.example/a.png"/>', 'not in it'],
    ['a picture from a file', '<image href="file:///etc/passwd"/>', 'not in it'],
    ['a shape from elsewhere', '<use href="https://evil.example/a.svg#a"/>', 'not in it'],
    ['data that is a shape', '<use href="data:image/svg+xml;base64,AAAA#a"/>', 'not in it'],
    ['an SVG inside as data', '<image href="data:image/svg+xml;base64,AAAA"/>', 'no known kind'],
    ['HTML as data', '<image href="data:text/html;base64,AAAA"/>', 'no known kind'],
    ['labels in HTML', '<foreignObject><p>Accuracy</p></foreignObject>', 'HTML text'],
    ['nothing to show', '<defs><path id="a" d="M0 0"/></defs>', 'shows nothing'],
    ['only spaces', '<text>  </text>', 'shows nothing'],
    ['a circle of uses', `${circle}${rect}`, 'in a circle'],
    [
      'a pattern filled with itself',
      `<pattern id="p"><rect fill="url(#p)"/></pattern>${rect}`,
      'circle',
    ],
    ['uses that double', `${doubling}${rect}`, 'draws more than'],
    ['uses in a long row', `${chain}${rect}`, 'too often in a row'],
    ['an unknown entity', '<text>&evil;</text>', 'cannot be read'],
    ['broken XML', '<g>', 'cannot be read'],
    ['depth', `${'<g>'.repeat(300)}${rect}${'</g>'.repeat(300)}`, 'nested'],
    ['abysmal depth', `${'<g>'.repeat(200_000)}${'</g>'.repeat(200_000)}`, 'nested'],
    ['a million elements', '<g/>'.repeat(1_000_001), 'more than 500000 elements'],
  ])('%s', (_what, content, fault) => {
    expect(() => sanitize(content)).toThrow(fault)
  })

  test('entities that grow', () => {
    const source = `<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${makeSvg('<text>&b;</text>')}`
    expect(() => sanitizeSvg(source)).toThrow('cannot be read')
  })

  test('no size', () => {
    expect(() => sanitizeSvg(`<svg width="100%" height="100%">${rect}</svg>`)).toThrow(
      'without a size',
    )
  })

  test('a root that is no SVG', () => {
    expect(() => sanitizeSvg(`<html>${makeSvg()}</html>`)).toThrow('no SVG')
  })
})

describe('what is harmless stays:', () => {
  test.each([
    ['paths', '<path d="M0 0L4 3" fill="none" stroke="#333" stroke-width="1.5"/>'],
    ['text', '<text x="1" y="2" font-family="Inter, sans-serif">A &lt; B &amp; C</text>'],
    ['names for readers', '<title>Accuracy</title>'],
    ['groups', '<g id="a" class="b c" transform="translate(1 2) rotate(45)"><circle r="2"/></g>'],
    ['reuse', '<defs><path id="a" d="M0 0"/></defs><use xlink:href="#a" x="3"/>'],
    ['references', '<rect fill="url(#g)" clip-path="url(\'#c\')" width="1" height="1"/>'],
    ['styles', '<rect style="fill:rgb(1, 2, 3);stroke:url(#g)" width="1" height="1"/>'],
    ['gradients', '<linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient>'],
    ['filters', '<filter id="f"><feGaussianBlur in="SourceGraphic" stdDeviation="2"/></filter>'],
    ['style sheets', '<style>.a, #b &gt; rect{fill:#fff;stroke-width:2px}</style>'],
    ['variables', '<style>svg{--Main:#333;fill:var(--Main)}</style>'],
    ['other writing', '<text x="1">精度 دقة ε≤½ 🙂</text>'],
    ['kept spaces', '<text xml:space="preserve">  a  b</text>'],
    ['pixels', `<image width="4" height="3" href="data:image/png;base64,${png}"/>`],
  ])('%s', (_what, content) => {
    expect(sanitize(`${content}${rect}`)).toContain(`>${content}${rect}</svg>`)
  })

  test('the plain rules beside those that are dropped', () => {
    const css = '/* a */ @import "x"; @media print{a{fill:red}} .a{fill:red;behavior:url(x)} ;b{}'
    expect(sanitize(`<style>${css}</style>${rect}`)).toContain('<style>.a{fill:red}</style>')
  })

  test('plain text that is there besides HTML', () => {
    const label = '<foreignObject><p>Parse</p></foreignObject><text>Parse</text>'
    expect(sanitize(`<switch>${label}</switch>`)).toContain('<switch><text>Parse</text></switch>')
  })
})

test.each([
  'fill:rgb(1',
  'fill:rgb(1))',
  'fill:)(',
  "font-family:'a",
  'font-family:"a\' b',
  'fill:red}',
  'fill:{red',
  'fill:\\75 rl(a)',
  `fill:${'a'.repeat(10_001)}`,
])('a value that could reach beyond its end is dropped: %s', (css) => {
  const style = css.replaceAll('"', '&quot;')
  expect(sanitize(`<path d="M0 0" style="${style}"/>`)).toContain('<path d="M0 0"/>')
})

test.each([
  ['width="200" height="100"', 200, 100],
  ['width="72pt" height="1in"', 96, 96],
  ['width="100%" height="100%"', 400, 300],
  ['width="200"', 200, 150],
  ['height="100px"', 400 / 3, 100],
  ['', 400, 300],
])('the size with %s and a view box of 400 by 300', (attributes, width, height) => {
  const size = sanitizeSvg(makeSvg(rect, attributes).toString())
  expect([size.width, size.height]).toEqual([width, height])
})

describe('a picture inside an SVG', () => {
  const withImage = (data: Buffer) =>
    makeSvg(`<image href="data:image/png;base64,${data.toString('base64')}"/>`)
  const expectation = { declared: undefined, aspect: undefined }

  test('is checked like one by itself', async () => {
    expect((await checkPicture(withImage(makePng()), expectation)).width).toBe(400)
    const cut = withImage(makePng().subarray(0, 100))
    await expect(checkPicture(cut, expectation)).rejects.toThrow('of a picture inside it: it ends')
  })

  test('cannot be an SVG in disguise', async () => {
    await expect(checkPicture(withImage(makeSvg()), expectation)).rejects.toThrow(
      'inside it: it is image/svg+xml',
    )
  })
})

test('a value of a million characters takes no time', () => {
  for (const part of ['a', ' ', '(', 'url(', '"', 'url(#a', '- ']) {
    const long = part.repeat(1_000_000 / part.length)
    const started = performance.now()
    sanitize(
      `<rect fill='${long.replaceAll("'", '')}' style='fill:${long}'/><style>a{fill:${long}}</style>`,
    )
    expect(performance.now() - started).toBeLessThan(2000)
  }
})
