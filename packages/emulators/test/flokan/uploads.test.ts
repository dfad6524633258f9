import { describe, expect, it } from 'vitest'
import { flokanKey } from '../../src/flokan.ts'
import { createClient, origin, png, someId, uuid } from './client.ts'

describe('source images', () => {
  it('knows a picture once its file was put', async () => {
    const { ask, process, put, upload } = createClient()
    const { data } = await ask('POST', '/upload-url', { ...png, file_size: 5 })
    expect(await process({ image_id: data.image_id })).toMatchObject({ status: 404 })
    await put(data.upload_url, 'bytes')
    expect(await process({ image_id: data.image_id })).toMatchObject({ status: 201 })
    expect(await process({ image_id: await upload() })).toMatchObject({ status: 201 })
  })

  it('prefers image_id to image_url', async () => {
    const { ask, download, process, upload } = createClient()
    const image_id = await upload()
    const alone = await process({ image_id })
    const both = await process({ image_id, image_url: 'https://example.com/a.png' })
    expect((await download(both.data.result_url)).body).toEqual(
      (await download(alone.data.result_url)).body,
    )
    expect((await ask('GET', `/jobs/${both.data.job_id}`)).data.image_id).toBe(image_id)
  })

  it('edits its own result', async () => {
    const { process } = createClient()
    const { data } = await process()
    const edited = await process({ prompt: 'at night', image_id: data.result_image_id })
    expect(edited.status).toBe(201)
  })

  // covers POST /api/v1/image-editor/process: image_id of this workspace
  it('knows neither pictures nor jobs of another workspace', async () => {
    const { ask, process, upload } = createClient({
      keys: [flokanKey, 'flk_other'],
      rightsOf: (key) => ({ workspace: key }),
    })
    const { data } = await process()
    const image_id = await upload()
    expect(await process({ image_id }, 'flk_other')).toMatchObject({ status: 404 })
    expect(await process({ image_id: data.result_image_id }, 'flk_other')).toMatchObject({
      status: 404,
    })
    expect(await ask('GET', `/jobs/${data.job_id}`, undefined, 'flk_other')).toMatchObject({
      status: 404,
    })
    expect(await ask('GET', '/jobs', undefined, 'flk_other')).toMatchObject({ data: [] })
  })

  it('knows the styles and characters of the workspace, and no others', async () => {
    const character_id = someId.replace('f', '0')
    const { process } = createClient({ styles: [someId], characters: [character_id] })
    expect(await process({ style_id: someId, character_id })).toMatchObject({ status: 201 })
    expect(await process({ style_id: character_id })).toMatchObject({ status: 404 })
    expect(await process({ character_id: someId })).toMatchObject({ status: 404 })
    expect(await process({ image_id: someId })).toMatchObject({ status: 404 })
  })
})

describe('upload-url', () => {
  it('answers with an address for an hour, and shows the file at its public address', async () => {
    const { ask, download, put } = createClient()
    const { data, status } = await ask('POST', '/upload-url', png)
    expect(status).toBe(201)
    expect(data).toEqual({
      image_id: expect.stringMatching(uuid),
      upload_url: expect.stringContaining(`${origin}/storage/`),
      public_url: expect.stringContaining(`${origin}/images/`),
      expires_in: 3600,
    })
    expect(await put(data.upload_url, 'bytes')).toEqual({
      status: 200,
      headers: {},
      body: '',
    })
    expect(await download(data.public_url)).toMatchObject({
      status: 200,
      headers: { 'content-type': 'image/png' },
      body: Uint8Array.from(Buffer.from('bytes')),
    })
  })

  it.each(['image/jpeg', 'image/png', 'image/webp', 'image/gif'])('takes %s', async (mime_type) => {
    const { ask } = createClient()
    const answer = await ask('POST', '/upload-url', { file_name: 'x'.repeat(255), mime_type })
    expect(answer.status).toBe(201)
  })

  it.each([
    ['no file_name', { file_name: undefined }],
    ['an empty file_name', { file_name: '' }],
    ['a file_name of 256 characters', { file_name: 'x'.repeat(256) }],
    ['no mime_type', { mime_type: undefined }],
    ['SVG', { mime_type: 'image/svg+xml' }],
    ['half a byte', { file_size: 0.5 }],
    ['an unknown field', { folder: 'a' }],
  ])('refuses %s with 400', async (_, more) => {
    const { ask } = createClient()
    expect(await ask('POST', '/upload-url', { ...png, ...more })).toMatchObject({ status: 400 })
  })

  // covers POST /api/v1/image-editor/upload-url: limit expires_in 3600 seconds
  // covers PUT upload_url: limit expires after expires_in seconds
  it('takes a file only as it was declared, signed, unexpired and without a key', async () => {
    const { ask, pass, process, put, send } = createClient()
    const { data } = await ask('POST', '/upload-url', png)
    const url = data.upload_url
    const posted = { body: 'b', headers: { 'content-type': 'image/png' } }
    const jpeg = { headers: { 'content-type': 'image/jpeg' } }
    expect(await put(url, 'b', jpeg)).toMatchObject({ status: 403 })
    expect(await put(`${url}0`, 'b')).toMatchObject({ status: 403 })
    expect(await send('POST', url.replace(origin, ''), posted)).toMatchObject({ status: 403 })
    expect(await put(url, 'b', { key: flokanKey })).toMatchObject({ status: 400 })
    await pass(3_600_000)
    expect(await put(url, 'b')).toMatchObject({ status: 403 })
    expect(await process({ image_id: data.image_id })).toMatchObject({ status: 404 })
  })
})
