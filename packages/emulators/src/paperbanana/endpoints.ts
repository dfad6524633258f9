import type { z } from 'zod'
import { compositeBody, generateBody, optimizeBody, pdfBody, plotBody } from './bodies.ts'
import { parseBody } from './refusal.ts'
import {
  type PlanContext,
  planComposite,
  planDiagram,
  planOptimization,
  planPdfDiagram,
  planPlot,
  type TaskPlan,
} from './task-plan.ts'

/** What a request asks for its callback. */
export interface CallbackRequest {
  webhook_url?: string | undefined
  webhook_include_image: boolean
}

function endpoint<Schema extends z.ZodType<CallbackRequest>>(
  schema: Schema,
  plan: (body: z.output<Schema>, context: PlanContext) => TaskPlan,
) {
  return (
    decoded: unknown,
    context: PlanContext,
  ): { plan: TaskPlan; callback: CallbackRequest } => {
    const body = parseBody(schema, decoded)
    return { plan: plan(body, context), callback: body }
  }
}

/** Endpoints that start a task, by the last part of their path. */
export const endpoints = {
  generate: endpoint(generateBody, planDiagram),
  'generate-from-pdf': endpoint(pdfBody, planPdfDiagram),
  'optimize-prompt': endpoint(optimizeBody, planOptimization),
  plot: endpoint(plotBody, planPlot),
  composite: endpoint(compositeBody, planComposite),
}

export type EndpointName = keyof typeof endpoints

/** The endpoint of a path that starts a task. */
export function endpointOf(path: string): EndpointName | undefined {
  const name = path.replace(/^\/api\//, '')
  return path.startsWith('/api/') && Object.hasOwn(endpoints, name)
    ? (name as EndpointName)
    : undefined
}
