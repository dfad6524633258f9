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
    add: (name: string, when?: 'soon' | 'later') =>
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

test('a change that can wait goes with the next one that cannot', async () => {
  const { add, commits, names } = openQueue()
  const later = add('later', 'later')
  await nextTurn()
  await nextTurn()
  expect(names()).toEqual([])
  await add('soon')
  await later
  expect(names()).toEqual(['later', 'soon'])
  expect(commits()).toBe(1)
})

test('a change that can wait goes by itself where nothing else comes', async () => {
  const { add, commits, queue } = openQueue()
  await add('later', 'later')
  expect(commits()).toBe(1)
  await queue.drained()
})

test('a change that can wait holds up none that cannot', async () => {
  const { add, names } = openQueue()
  const soon = add('soon')
  void add('later', 'later')
  await soon
  expect(names()).toEqual(['soon', 'later'])
})
