/** What a service's document names, so that it can be seen what is covered by a test. */
export interface DocumentedEndpoint {
  /** `POST /api/v1/generate`, or the name of a section that belongs to no endpoint. */
  endpoint: string
  /** Fields, parameters, answers, errors and limits, in the order of the document. */
  names: readonly string[]
}
