import { FigureError, suggestName } from '@figmill/core'
import type { Claim, Verdict } from '@figmill/core/internal-engine'
import type { CommandContext } from '../command.js'
import { openCommandProject } from '../command-project.js'
import { createReporter } from '../reporter.js'
import { type ExitCode, exitCodes } from '../terminal.js'

const outcomes: Record<Verdict, string> = {
  paid: 'it counts as spent, and is not bought again unless you say --again',
  'not-paid': 'its price is free again, and the next build may buy it',
  again: 'the next build buys it once more',
}

/** `figmill reconcile`: a person says what became of a job nobody can tell about. */
export async function reconcile(context: CommandContext): Promise<ExitCode> {
  const { operands, options, terminal } = context
  const reporter = createReporter(options, terminal)
  const [id, ...others] = operands
  const verdicts = (['paid', 'not-paid', 'again'] as const).filter((name) => options[name])
  const [verdict] = verdicts
  if (id === undefined || others.length > 0 || verdict === undefined || verdicts.length > 1) {
    throw new FigureError('usage', 'expected one figure and one of --paid, --not-paid, --again', {
      hint: 'See `figmill tasks` for what is open, and `figmill reconcile --help`.',
    })
  }
  const project = await openCommandProject(context)
  const { ledger } = await project.paid.ledger()
  const claims = (
    await ledger.list(['submitting', 'submitted', 'unknown', 'lost', 'failed', 'done'])
  )
    .filter((claim) => mayBe(claim, verdict))
    .filter(({ key, state }) => state !== 'done' || project.cache.peek(key).state !== 'hit')
  const claim = findClaim(claims, id)
  const after = await ledger.receive(claim, { kind: 'reconciled', verdict })
  reporter.finish(`${claim.figure} (${claim.provider}): ${outcomes[verdict]}\n`, {
    command: 'reconcile',
    ok: true,
    figure: claim.figure,
    verdict,
    state: after.state,
  })
  return exitCodes.done
}

/** Characters of a key that tell jobs of one figure apart, as after its prompt was changed. */
const shortKey = 12

/** What is paid for and closed can be bought again; what is open can be closed. */
function mayBe({ spent, state }: Claim, verdict: Verdict): boolean {
  const isClosed = state === 'lost' || state === 'done' || (state === 'failed' && spent > 0)
  return verdict === 'again' ? isClosed : !isClosed && state !== 'failed'
}

function findClaim(claims: readonly Claim[], id: string): Claim {
  const wanted = id.replace(/^#/, '')
  const found = claims.filter(
    ({ figure, key }) =>
      figure === id ||
      figure.split('#').at(-1) === wanted ||
      (id.length >= shortKey && key.startsWith(id)),
  )
  const [claim, ...others] = found
  if (claim !== undefined && others.length === 0) return claim
  const names = claims.map(({ figure }) => figure)
  if (claim !== undefined) {
    const choices = found.map(
      ({ figure, key, state }) => `\`${key.slice(0, shortKey)}\` (${figure}, ${state})`,
    )
    throw new FigureError('usage', `\`${id}\` names ${found.length} jobs`, {
      hint: `Name one of ${choices.join(', ')}.`,
    })
  }
  throw new FigureError('usage', `no job \`${id}\` waits for that`, {
    hint: names.length === 0 ? 'See `figmill tasks`.' : suggestName(id, names),
  })
}
