import { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createCommitQueue } from '../../src/engine/commit-queue.js'

/** A queue on a table of names, and how often something was committed. */
function openQueue() {
  const database = new DatabaseSync(':memory:')
  database.exec('CREATE TABLE names (name TEXT)')
  const insert = database.prepare('INSERT INTO names VALUES (?)')
  let commits = 0
  const prepare = database.prepare.bind(database)
  database.prepare = (text) => {
    const statement = prepare(text)
    const execute = statement.run.bind(statement)
    if (text === 'COMMIT') {
      statement.run = () => {
        commits += 1
        return execute()
      }
    }
    return statement
  }
  const queue = createCommitQueue(database)
  return {
    add: (name: string, when?: 'now' | 'soon' | 'later') =>
      queue.commit(() => Number(insert.run(name).changes), when),
    commits: () => commits,
    insert,
    names: () =>
      database
        .prepare('SELECT name FROM names')
        .all()
        .map(({ name }) => name),
    queue,
  }
}

test('changes of a few turns share a flush', async () => {
  const { add, commits, names } = openQueue()
  const first = [add('a'), add('b')]
  await nextTurn()
  await Promise.all([...first, add('c')])
  expect(names()).toEqual(['a', 'b', 'c'])
  expect(commits()).toBe(1)
})

test('a change that throws is undone alone', async () => {
  const { add, insert, names, queue } = openQueue()
  const failing = queue.commit(() => {
    insert.run('undone')
    throw new Error('no')
  })
  const [first, second] = await Promise.allSettled([failing, add('a')])
  expect([first.status, second.status]).toEqual(['rejected', 'fulfilled'])
  expect(names()).toEqual(['a'])
})

/** Turns of the event loop until it is on the disk. */
async function turnsUntil(change: Promise<unknown>): Promise<number> {
  let isDone = false
  void change.then(() => {
    isDone = true
  })
  let turns = 0
  for (; !isDone; turns++) await nextTurn()
  return turns
}

test('a change that can wait goes with the next one that cannot, and as soon as that', async () => {
  const { add, commits, names } = openQueue()
  const later = add('later', 'later')
  await nextTurn()
  await nextTurn()
  expect(names()).toEqual([])
  expect(await turnsUntil(add('now', 'now'))).toBeLessThanOrEqual(3)
  await later
  expect(names()).toEqual(['later', 'now'])
  expect(commits()).toBe(1)
})

test('a change goes at once, soon or later, however many come after it', async () => {
  for (const [when, least, most] of [
    ['now', 1, 2],
    ['soon', 3, 5],
    ['later', 9, 12],
  ] as const) {
    const { add } = openQueue()
    const first = add('first', when)
    void add('another', 'later')
    const turns = await turnsUntil(first)
    expect(turns).toBeGreaterThanOrEqual(least)
    expect(turns).toBeLessThanOrEqual(most)
  }
})

test('a change that can wait goes by itself where nothing else comes', async () => {
  const { add, commits, queue } = openQueue()
  await add('later', 'later')
  expect(commits()).toBe(1)
  await queue.drained()
})
