export const notWebUrl = 'webhook_url must be an http or https URL'

/** Whether something can be posted there. */
export function isWebUrl(url: string): boolean {
  return ['http:', 'https:'].includes(URL.parse(url)?.protocol ?? '')
}
