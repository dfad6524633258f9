import { describe, expect, it } from 'vitest'
import { createClient, diagram, otherKey, sizeOfPreview } from './client.ts'

describe('a composite', () => {
  const compose = async (fields: object, panels = 3) => {
    const client = createClient()
    const ids: string[] = []
    for (const aspect_ratio of ['16:9', '1:1', '2:3'].slice(0, panels))
      ids.push((await client.finish('generate', { ...diagram, aspect_ratio })).task_id)
    const { json, status } = await client.post('composite', { source_task_ids: ids, ...fields })
    await client.wait(2_000)
    return { client, ids, status, json, task: (await client.task(json.task_id)).json }
  }

  // Cells of 1024 by 1024, and 32 for the label.
  // covers POST /api/composite: default layout auto | default spacing 20 | default label_font_size 32
  it.each([
    [{ layout: '1x3' }, [3 * 1024 + 4 * 20, 1056 + 2 * 20]],
    [{ layout: '3x1', spacing: 0 }, [1024, 3 * 1056]],
    [{ layout: '2x2', label_font_size: 10 }, [2 * 1024 + 3 * 20, 2 * 1034 + 3 * 20]],
    [{}, [2 * 1024 + 3 * 20, 2 * 1056 + 3 * 20]],
  ])('is as large as its panels, spacing and labels: %j', async (fields, size) => {
    const { task } = await compose(fields)
    expect(task.status).toBe('completed')
    expect(sizeOfPreview(task.image_base64)).toEqual(size)
    expect(task.description).toBe('Panels (a), (b), (c)')
    expect(Object.keys(task.artifacts)).toEqual(['png'])
  })

  it('has the labels that it is given, one for each panel', async () => {
    const { task } = await compose({ labels: ['left', 'right'], label_position: 'top' }, 2)
    expect(task.description).toBe('Panels left, right')
    expect((await compose({ labels: ['left'] }, 2)).status).toBe(422)
  })

  it('needs a layout with room for its panels', async () => {
    const { json, status } = await compose({ layout: '1x2' })
    expect([status, json]).toEqual([422, { detail: 'Layout 1x2 has room for 2 of 3 panels' }])
  })

  // covers POST /api/composite: rule sources completed | rule sources with an image
  it('is made only of completed pictures of the same key, and costs nothing otherwise', async () => {
    const { client, ids } = await compose({})
    const { finish, post, emulator } = client
    const { task_id: running } = (await post('generate', diagram)).json
    const { task_id: text } = await finish('optimize-prompt', { description: 'x' })
    const { task_id: late } = (await post('generate', diagram)).json
    const before = emulator.charges().length
    for (const id of ['unknown', text, late])
      expect((await post('composite', { source_task_ids: [ids[0], id] })).status).toBe(404)
    expect((await post('composite', { source_task_ids: ids }, otherKey)).status).toBe(404)
    expect(emulator.charges()).toHaveLength(before)
    expect((await post('composite', { source_task_ids: [ids[0], running] })).status).toBe(202)
  })
})
