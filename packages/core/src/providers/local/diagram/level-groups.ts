import { type Graph, membersOf } from './graph.js'

/** More boxes side by side make a group wide. */
const maxMembers = 4

/**
 * Groups that are short chains of boxes. Drawn downwards, arrows that leave such a group have to
 * lead around those of its boxes that stand lower; with its boxes side by side they have not.
 *
 * @returns Their ids.
 */
export function groupsToLevel(graph: Graph): Set<string> {
  const isChain = (id: string) => {
    const members = membersOf(graph, id)
    const inside = graph.edges.filter(
      ({ from, to }) => members.includes(from) && members.includes(to),
    )
    return (
      members.length <= maxMembers &&
      inside.length > 0 &&
      inside.every(
        ({ from, label, to }) =>
          label === undefined && members.indexOf(to) === members.indexOf(from) + 1,
      )
    )
  }
  return new Set(
    graph.groups
      .filter(({ id }) => !graph.groups.some(({ parent }) => parent === id) && isChain(id))
      .map(({ id }) => id),
  )
}
