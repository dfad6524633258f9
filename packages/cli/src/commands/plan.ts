import { type CostEstimate, type PlannedFigure, type Provider, withoutKey } from '@figmill/core'
import type { Claim } from '@figmill/core/internal-engine'
import {
  estimateDeferred,
  type PaidPlan,
  type Project,
  planPaid,
  shortName,
  type WaitingPicture,
} from 'remark-figmill/internal-project'
import type { CommandContext } from '../command.js'
import { amount, count } from '../count.js'
import { formatTable } from '../format-table.js'
import { readFigures } from '../read-figures.js'
import { createReporter } from '../reporter.js'
import { actionOf, type PlannedAction, type PlanSummary, summarizePlan } from '../summarize-plan.js'
import { type ExitCode, exitCodes } from '../terminal.js'

/** What a service itself would charge for what is missing; of figures that differ in their prompts alone one is asked for. */
async function addUpQuotes(
  provider: Provider,
  { missing }: PaidPlan,
  { paid }: Project,
): Promise<CostEstimate | undefined> {
  const own = missing.filter(({ request }) => request.request.provider === provider.name)
  if (provider.quote === undefined || own.length === 0) return undefined
  const context = await paid.contextOf(provider)
  const alike = Map.groupBy(own, ({ request: { request } }) =>
    JSON.stringify({ ...request.body, prompt: undefined }),
  )
  let credits = 0
  const bounds = new Set<CostEstimate['bound']>()
  for (const [first, ...others] of alike.values()) {
    if (first === undefined) continue
    const quoted = await provider.quote(first.request.request, context)
    credits += quoted.credits * (others.length + 1)
    bounds.add(quoted.bound)
  }
  return { credits, bound: bounds.has('lower') ? 'lower' : bounds.has('upper') ? 'upper' : 'exact' }
}

/** `figmill plan`: what a build would make and what that would cost. */
export async function plan(context: CommandContext): Promise<ExitCode> {
  const { options, terminal } = context
  const reporter = createReporter(options, terminal)
  const { deferred, figures, planned, project, warnings } = await readFigures(context)
  reporter.warn(warnings)
  const { providers } = project
  const paid = await planPaid(figures, project)
  const waiting = deferred.map((figure) => ({
    figure,
    estimate: estimateDeferred(figure, project),
  }))
  const summary = summarizePlan(
    planned.filter((one) => claimOf(one, paid) === undefined && !isElsewhere(one, paid)),
    providers,
    waiting.map(({ estimate }) => estimate),
  )
  const actionIn = (one: PlannedFigure): PlannedAction =>
    isElsewhere(one, paid) ? 'blocked' : actionOf(one, providers)
  const rows = [
    ...planned.map((one) => toRow(one, actionIn(one), claimOf(one, paid))),
    ...waiting.map(toWaitingRow),
  ]
  const pictures = planned.length + waiting.length
  const text = `${formatTable(rows)}${toText(pictures, summary)}${await tellMoney(paid, context, project)}`
  reporter.finish(text, {
    command: 'plan',
    ok: true,
    pictures,
    ...summary,
    fits: paid.broken.length === 0,
    figures: [
      ...planned.map((one) => toJson(one, actionIn(one), claimOf(one, paid))),
      ...waiting.map(waitingJson),
    ],
  })
  return exitCodes.done
}

/** A picture that waits for another one, and what it may cost. */
interface Waiting {
  figure: WaitingPicture
  estimate: CostEstimate
}

/** The claim of a picture that was bought before and has not come. */
function claimOf({ request }: PlannedFigure, { underWay }: PaidPlan): Claim | undefined {
  return underWay.find(({ claim }) => claim.key === request.specDigest)?.claim
}

/** Whether another machine bought it, and its picture is not here. */
function isElsewhere({ request }: PlannedFigure, { elsewhere }: PaidPlan): boolean {
  return elsewhere.some((one) => one.request.specDigest === request.specDigest)
}

/** What is under way, whether the rest fits the budget, and what the services say is left. */
async function tellMoney(
  paid: PaidPlan,
  { options }: CommandContext,
  project: Project,
): Promise<string> {
  const lines: string[] = []
  const resumable = paid.underWay.filter(({ claim }) => claim.state === 'submitted').length
  const gone = paid.underWay.filter(({ claim }) => claim.state === 'done').length
  // Sent, and no answer came: services that can be asked are asked by the next build.
  const lost = paid.underWay.filter(
    ({ claim: { provider, state } }) =>
      (state === 'submitting' || state === 'unknown') &&
      project.providers.get(provider)?.capabilities.recovery !== 'none',
  ).length
  const parked = paid.underWay.length - resumable - gone - lost
  if (resumable > 0)
    lines.push(`${count(resumable, 'picture')} bought before: picked up, not bought again`)
  if (lost > 0) {
    lines.push(
      `${count(lost, 'picture')} sent without an answer: the next build finds out, and buys none again`,
    )
  }
  const elsewhere = paid.elsewhere.length
  if (elsewhere > 0) {
    lines.push(`${count(elsewhere, 'picture')} bought on another machine: bring its cache here`)
  }
  if (parked > 0) lines.push(`${count(parked, 'picture')} parked: see \`figmill tasks\``)
  if (gone > 0) {
    lines.push(
      `${count(gone, 'picture')} bought and gone from the cache: restore it, or pay again with \`figmill reconcile <figure> --again\``,
    )
  }
  for (const { cap, reserved, spent } of paid.broken) {
    const whose = cap.provider === undefined ? '' : ` of \`${cap.provider}\``
    const when = cap.period === 'run' ? 'in a run' : 'today'
    const used =
      spent + reserved > 0 ? `, ${amount(spent)} spent and ${amount(reserved)} reserved` : ''
    const what = cap.creditPrice === undefined ? '' : ' of money'
    lines.push(
      `Too much: more than the ${cap.limit}${what}${whose} allowed ${when}${used}; raise \`--max-credits\` or \`budget\`, or leave some out`,
    )
  }
  for (const name of options.offline ? [] : paid.credits.keys()) {
    const provider = project.providers.get(name)
    if (provider === undefined) continue
    if (provider.service?.keys.length === 0) {
      const { hint, message } = withoutKey(provider)
      lines.push(`${message}. ${hint}`)
      continue
    }
    const quoted = await addUpQuotes(provider, paid, project).catch(() => undefined)
    if (quoted !== undefined) lines.push(`${name}: ${costText(quoted)}, as it says itself`)
    if (provider.balance === undefined) continue
    try {
      const { balance } = await project.paid.balance(provider)
      if (balance !== undefined) lines.push(`${name}: ${count(balance, 'credit')} left`)
    } catch (error) {
      // A plan without a network is one all the same.
      lines.push(
        `${name}: what is left is not known: ${error instanceof Error ? error.message : error}`,
      )
    }
  }
  // The configuration and the command line may limit the same.
  return [...new Set(lines)].map((line) => `${line}\n`).join('')
}

/** One picture as a line of the table. */
export function toRow(
  { detail, estimate, request, state }: PlannedFigure,
  action: PlannedAction,
  claim?: Claim | undefined,
): string[] {
  const { figure, place } = request
  if (claim !== undefined) {
    const words = { submitted: 'under way', done: 'bought, and gone from the cache' }
    const where = `${place.file}:${place.line}`
    return [
      where,
      figure.slice(figure.lastIndexOf('#')),
      request.request.provider,
      words[claim.state as keyof typeof words] ?? 'parked',
      '',
    ]
  }
  const words = { none: 'cached', make: 'to make', blocked: 'blocked' }[action]
  const reason = detail ? `${state}: ${detail}` : state
  return [
    `${place.file}:${place.line}`,
    figure.slice(figure.lastIndexOf('#')),
    request.request.provider,
    state === 'hit' || state === 'missing' ? words : `${words} (${reason})`,
    action === 'make' ? costText(estimate) : '',
  ]
}

function toWaitingRow({ estimate, figure: { figure, from, likely, place } }: Waiting) {
  return [
    `${place.file}:${place.line}`,
    figure.slice(figure.lastIndexOf('#')),
    likely.provider,
    `waits for ${shortName(from.figure, place.file)}`,
    costText(estimate),
  ]
}

/** The last line: how many pictures, and what they cost together. */
export function toText(pictures: number, summary: PlanSummary): string {
  const parts = [
    `${summary.cached} cached`,
    `${summary.toMake} to make`,
    ...(summary.waiting > 0 ? [`${summary.waiting} waiting for others`] : []),
    ...(summary.blocked > 0 ? [`${summary.blocked} blocked`] : []),
    costText(summary),
  ]
  return `${count(pictures, 'picture')}: ${parts.join(', ')}\n`
}

function toJson(
  { detail, estimate, request, state }: PlannedFigure,
  action: PlannedAction,
  claim: Claim | undefined,
): unknown {
  return {
    figure: request.figure,
    ...request.place,
    provider: request.request.provider,
    operation: request.request.operation,
    spec: request.specDigest,
    state,
    detail,
    action,
    claim: claim && { state: claim.state, task: claim.handle?.id, reason: claim.reason },
    estimate: action === 'blocked' ? undefined : estimate,
  }
}

function waitingJson({ estimate, figure: { figure, from, likely, place } }: Waiting) {
  return {
    figure,
    ...place,
    provider: likely.provider,
    operation: likely.operation,
    state: 'waiting',
    action: 'wait',
    from: from.figure,
    estimate,
  }
}

const signs = { exact: '', upper: 'at most ', lower: 'at least ', mixed: 'about ' }

function costText({ bound, credits }: Pick<PlanSummary, 'bound' | 'credits'>): string {
  if (credits === 0 && (bound === 'exact' || bound === 'upper')) return 'free'
  return `${signs[bound]}${count(credits, 'credit')}`
}
