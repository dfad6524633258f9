import { ArrowParser, type ParsedDiagram } from './arrow-parser.js'
import { readArrowTokens } from './arrow-tokens.js'

/**
 * The language of diagrams in a prompt. One statement per line, or several with `;`; a chain
 * goes on in the next line where an arrow ends a line or begins one.
 *
 * ```text
 * statement = chain | group
 * chain     = node { arrow node }
 * node      = name [shape] [":" label]     a label goes with the arrow that follows, and at the
 *                                          end of a chain with the arrow before
 * name      = words, or "anything in quotes"
 * shape     = "[" label "]"                box (also the default)
 *           | "(" label ")"                rounded: a start, an end, a state
 *           | "{" label "}"                diamond: a decision; only where no name stands before it
 *           | "[(" label ")]"              cylinder: a store
 *           | "((" label "))"              circle
 *           | "[/" label "/]"              parallelogram: what goes in or comes out
 * arrow     = "->" | "<-" | "<->" | "--"   also "→" "←" "↔" "—>" "=>"
 *           | "-.->" | "<-.-" | "<-.->" | "-.-"                          the same, dashed
 * group     = name "{" { statement } "}"
 * ```
 *
 * A name means the same node wherever it stands; the name of a group, outside of it, means the
 * whole group. `id[Label]`, without a space, gives a node a label other than its name; a bracket
 * after a space, or with nothing in it, is part of the name: `Net (50 layers)`, `fork()`. `#` and
 * `//` begin a comment. A line without an arrow is prose and not drawn, except in a group and when
 * the node has quotes or a shape.
 *
 * @throws {ArrowTextError} with line and column of what cannot be read.
 */
export function parseArrowText(text: string): ParsedDiagram {
  return new ArrowParser(readArrowTokens(text)).parse()
}

/** Whether a prompt has arrows at all, and so is meant as a diagram. */
export function hasArrows(text: string): boolean {
  return /(?:->|<-|=>|→|←|↔|⇢|⇠|\s-\.*-+\s)/.test(text)
}
