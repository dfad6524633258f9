import { describe, expect, it } from 'vitest'
import { sizeOfPng } from '../emulator-client.ts'
import { createClient, diagram, origin, plot, sizeOfPreview } from './client.ts'

describe('a picture', () => {
  it.each([
    [
      { aspect_ratio: '16:9', image_resolution: '4K', image_model: 'nano-banana-pro' },
      [4096, 2304],
    ],
    [{ aspect_ratio: '2:3', image_resolution: '2K' }, [1365, 2048]],
    [{ aspect_ratio: '1:1' }, [1024, 1024]],
    [{ aspect_ratio: 'auto' }, [1024, 576]],
    [{}, [1024, 576]],
  ])('has the asked size: %j', async (fields, size) => {
    const { finish, image } = createClient()
    const done = await finish('generate', { ...diagram, ...fields })
    expect(sizeOfPreview(done.image_base64)).toEqual(size)
    const downloaded = await image(done.task_id)
    expect(downloaded.headers).toEqual({ 'content-type': 'image/png' })
    expect(downloaded.bytes.toString('base64')).toBe(done.image_base64)
  })

  it('differs between requests', async () => {
    const { finish } = createClient()
    const one = await finish('generate', diagram)
    const other = await finish('generate', { ...diagram, caption: 'Another' })
    expect(one.image_base64).not.toBe(other.image_base64)
  })

  // covers GET /api/tasks/{task_id}: response artifacts.format | response artifacts.media_type
  it('of a plot can be downloaded in every format that was asked for', async () => {
    const { finish, image } = createClient()
    const { artifacts, task_id: id } = await finish('plot', {
      ...plot,
      aspect_ratio: '4:3',
      output_formats: ['png', 'svg', 'pdf'],
    })
    const url = `${origin}/api/tasks/${id}/image`
    expect(artifacts).toEqual({
      png: { format: 'png', media_type: 'image/png', download_url: url },
      svg: { format: 'svg', media_type: 'image/svg+xml', download_url: `${url}?format=svg` },
      pdf: { format: 'pdf', media_type: 'application/pdf', download_url: `${url}?format=pdf` },
    })
    expect(sizeOfPng((await image(id, '?format=png')).bytes)).toEqual([1024, 768])
    const svg = await image(id, '?format=svg')
    expect(svg.headers['content-type']).toBe('image/svg+xml')
    expect(svg.bytes.toString()).toContain('viewBox="0 0 1024 768"')
    const file = await image(id, '?format=pdf')
    expect(file.headers['content-type']).toBe('application/pdf')
    expect(file.bytes.toString('latin1')).toContain('/MediaBox [0 0 1024 768]')
  })

  // covers GET /api/tasks/{task_id}/image: error 404 not available yet
  it('is not found in a format that was not exported, nor before it is ready', async () => {
    const { image, post, wait } = createClient()
    const { task_id: id } = (await post('plot', { ...plot, output_formats: ['svg'] })).json
    expect((await image(id)).status).toBe(404)
    await wait(200_000)
    expect((await image(id, '?format=pdf')).status).toBe(404)
    expect((await image(id, '?format=svg')).status).toBe(200)
    // The preview is there in any case.
    expect((await image(id)).status).toBe(200)
    expect((await image(id, '?format=gif')).json.detail[0].loc).toEqual(['query', 'format'])
    expect((await image(id, '?size=1')).json.detail[0].type).toBe('extra_forbidden')
  })
})
