import { describe, expect, it } from 'vitest'
import { createClient, diagram, otherKey, pdf, plot } from './client.ts'

const submissions: [string, unknown, string][] = [
  ['generate', diagram, 'methodology'],
  ['generate-from-pdf', pdf, 'methodology'],
  ['optimize-prompt', { description: 'Draw an encoder.' }, 'prompt_optimization'],
  ['plot', plot, 'statistical_plot'],
]

describe('a task', () => {
  // covers GET /api/tasks/{task_id}: response diagram_type methodology
  // covers GET /api/tasks/{task_id}: response diagram_type statistical_plot
  // covers GET /api/tasks/{task_id}: response diagram_type prompt_optimization
  it.each(submissions)(
    'of %s is accepted as pending, and completes',
    async (endpoint, body, type) => {
      const { post, task, wait } = createClient()
      const accepted = await post(endpoint, body)
      expect(accepted.status).toBe(202)
      expect(accepted.json).toEqual({
        task_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        status: 'pending',
      })
      const id = accepted.json.task_id
      expect((await task(id)).json).toEqual({
        task_id: id,
        status: 'pending',
        diagram_type: type,
        image_base64: null,
        artifacts: {},
        description: null,
        error: null,
      })
      await wait(2_000)
      expect((await task(id)).json.status).toBe('running')
      await wait(118_000)
      const { description, error, status } = (await task(id)).json
      expect({ status, error }).toEqual({ status: 'completed', error: null })
      expect(description).not.toBe('')
    },
  )

  it('takes longer with more iterations, from 30 seconds to 120', async () => {
    const { post, task, wait } = createClient()
    const { task_id: short } = (await post('generate', { ...diagram, iterations: 1 })).json
    const { task_id: long } = (await post('generate', { ...diagram, iterations: 10 })).json
    const states = async () => [(await task(short)).json.status, (await task(long)).json.status]
    await wait(29_999)
    expect(await states()).toEqual(['running', 'running'])
    await wait(1)
    expect(await states()).toEqual(['completed', 'running'])
    await wait(90_000)
    expect(await states()).toEqual(['completed', 'completed'])
  })

  // covers GET /api/tasks/{task_id}/image: error 404 prompt optimization
  it('has a text and no picture when a prompt was optimized', async () => {
    const { finish, image } = createClient()
    const done = await finish('optimize-prompt', {
      description: 'Draw an encoder.',
      webhook_include_image: true,
    })
    expect(done.description).toContain('Draw an encoder.')
    expect([done.image_base64, done.artifacts]).toEqual([null, {}])
    expect((await image(done.task_id)).status).toBe(404)
  })

  // covers GET /api/tasks/{task_id}/image: error 404 unknown
  it('is unknown to other keys, after a new start, and when it never was', async () => {
    const { emulator, image, post, task } = createClient()
    const { task_id: id } = (await post('generate', diagram)).json
    for (const answer of [await task(id, otherKey), await image(id, '', otherKey), await task('x')])
      expect([answer.status, answer.json]).toEqual([404, { detail: 'Task not found' }])
    emulator.restart()
    expect((await task(id)).status).toBe(404)
    expect(emulator.charges()).toHaveLength(1)
  })
})
