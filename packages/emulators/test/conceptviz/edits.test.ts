import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createClient, dot, fileOf, formOf, imagesOf, key } from './client.ts'

const dotUrl = `data:image/png;base64,${Buffer.from(dot).toString('base64')}`
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('an edit', () => {
  test('takes addresses and data URLs, and makes one picture', async () => {
    const { edit, poll, wait } = createClient()
    const images = ['https://example.com/diagram.png', dotUrl]
    const { json } = await edit({ prompt: 'clean it', images, model: 'cv-1', aspectRatio: '1:1' })
    expect(json).toMatchObject({ credits_used: 1, quality: '2k', aspect_ratio: '1:1' })
    await wait(90_000)
    expect(imagesOf(await poll(json.taskId))).toEqual([
      { url: expect.any(String), prompt: 'clean it' },
    ])
  })

  test('takes files of a form', async () => {
    const { edit, emulator } = createClient()
    const form = formOf({ prompt: 'combine', model: 'cv-1', quality: '4k', aspectRatio: '4:3' }, [
      fileOf(dot),
      fileOf(dot),
    ])
    const { json, status } = await edit(form)
    expect(status).toBe(200)
    expect(json).toMatchObject({ model: 'cv-1', quality: '4k', aspect_ratio: '4:3' })
    const file = { name: 'sketch.png', type: 'image/png', bytes: new Uint8Array(dot) }
    expect(emulator.submissions()).toEqual([
      {
        path: '/api/v1/edit',
        key,
        body: {
          prompt: 'combine',
          model: 'cv-1',
          quality: '4k',
          aspectRatio: '4:3',
          image: [file, file],
        },
        status: 200,
      },
    ])
  })

  const five = Array.from({ length: 5 }, () => dotUrl)
  test.each([
    ['nothing', { prompt: 'a' }, 'IMAGE_REQUIRED'],
    ['no image', { prompt: 'a', images: [] }, 'IMAGE_REQUIRED'],
    ['no prompt', { images: [dotUrl] }, 'PROMPT_REQUIRED'],
    ['five images', { prompt: 'a', images: five }, 'TOO_MANY_IMAGES'],
    ['an unknown model', { prompt: 'a', images: [dotUrl], model: 'x' }, 'UNSUPPORTED_MODEL'],
    ['prompts', { prompt: 'a', prompts: ['a'], images: [dotUrl] }, 'INVALID_BODY'],
    ['a4', { prompt: 'a', images: [dotUrl], aspectRatio: 'a4-portrait' }, 'INVALID_BODY'],
    ['http', { prompt: 'a', images: ['http://example.com/a.png'] }, 'INVALID_IMAGE'],
    ['a private address', { prompt: 'a', images: ['https://10.0.0.1/a.png'] }, 'INVALID_IMAGE'],
    ['this machine', { prompt: 'a', images: ['https://localhost/a.png'] }, 'INVALID_IMAGE'],
    ['a path', { prompt: 'a', images: ['./sketch.png'] }, 'INVALID_IMAGE'],
    ['text', { prompt: 'a', images: ['data:text/plain;base64,AAAA'] }, 'INVALID_IMAGE'],
    ['bad base64', { prompt: 'a', images: ['data:image/png;base64,%%%'] }, 'INVALID_IMAGE'],
    ['another type', { prompt: 'a', images: [dotUrl.replace('png', 'webp')] }, 'INVALID_IMAGE'],
    ['a form without files', formOf({ prompt: 'a' }), 'IMAGE_REQUIRED'],
    ['a form without prompt', formOf({}, [fileOf(dot)]), 'PROMPT_REQUIRED'],
    ['text for a file', formOf({ prompt: 'a', image: dotUrl }), 'INVALID_IMAGE'],
    ['a text file', formOf({ prompt: 'a' }, [fileOf(dot, 'text/plain')]), 'INVALID_IMAGE'],
    ['an unknown field', formOf({ prompt: 'a', images: 'b' }, [fileOf(dot)]), 'INVALID_BODY'],
  ])('with %s is refused, and free', async (_, body, code) => {
    const { credits, edit } = createClient()
    expect(await edit(body)).toMatchObject({ status: 400, json: { code } })
    expect(credits()).toEqual([])
  })

  test('of a form that cannot be read is INVALID_BODY', async () => {
    const { ask } = createClient()
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const answer = await ask('POST', '/api/v1/edit', { body: 'no form', headers })
    expect(answer).toMatchObject({ status: 400, json: { code: 'INVALID_BODY' } })
  })

  test('takes images of up to 20 MB', async () => {
    const { edit } = createClient()
    const large = Buffer.concat([dot, Buffer.alloc(20_000_000 - dot.length)])
    const larger = Buffer.concat([large, Buffer.alloc(1)])
    const prompt = { prompt: 'a' }
    expect((await edit(formOf(prompt, [fileOf(large)]))).status).toBe(200)
    expect(await edit(formOf(prompt, [fileOf(larger)]))).toMatchObject({
      status: 400,
      json: { code: 'INVALID_IMAGE', error: expect.stringContaining('20MB') },
    })
  })

  // covers POST /api/v1/edit: moderation of images
  test('of a blocked image is blocked, however it is sent', async () => {
    const address = 'https://example.com/bad.png'
    const { edit } = createClient({ blockedImages: [sha256(dot), address] })
    const blocked = { status: 400, json: { code: 'INPUT_MODERATION_BLOCKED' } }
    expect(await edit({ prompt: 'a', images: [dotUrl] })).toMatchObject(blocked)
    expect(await edit({ prompt: 'a', images: [address] })).toMatchObject(blocked)
    expect(await edit(formOf({ prompt: 'a' }, [fileOf(dot)]))).toMatchObject(blocked)
  })
})
