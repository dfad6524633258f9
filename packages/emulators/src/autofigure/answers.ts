import { json } from '../json-answer.ts'

const errors: Readonly<Record<number, string>> = {
  401: 'API key is invalid or absent',
  402: 'your credit balance is too low',
  403: 'API access is restricted to Team plans',
  404: 'the specified task does not exist or belongs to a different account',
  411: 'POST requests must include a Content-Length header',
  413: 'the request body exceeds the 1 MB limit',
  429: 'you have hit a rate limit',
  500: 'internal server error',
  503: 'an upstream provider is temporarily down',
}

export const success = (data: unknown) => json(200, { success: true, data })

/** Body of every answer that is an error. */
export const errorOf = (status: number, message = errors[status]) => ({
  success: false,
  error: { message },
})

export const failure = (status: number, message?: string) => json(status, errorOf(status, message))

export const wordError = (status: number) => JSON.stringify(errorOf(status))
