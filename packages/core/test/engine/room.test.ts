import { expect, test } from 'vitest'
import { createRoom } from '../../src/engine/room.js'

test('who asks for memory waits until there is enough, in order', async () => {
  const room = createRoom(10)
  const entered: string[] = []
  const take = async (name: string, bytes: number) => {
    const leave = await room.take(bytes)
    entered.push(name)
    return leave
  }
  const first = await take('first', 6)
  const large = take('large', 8)
  const small = take('small', 2)
  await new Promise((resolve) => setImmediate(resolve))
  expect(entered).toEqual(['first'])
  first()
  const leaveLarge = await large
  await small
  expect(entered).toEqual(['first', 'large', 'small'])
  leaveLarge()
})

test('what is larger than all there is goes alone', async () => {
  const room = createRoom(10)
  const leave = await room.take(1_000)
  let isIn = false
  const next = room.take(1).then(() => {
    isIn = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(isIn).toBe(false)
  leave()
  await next
})
