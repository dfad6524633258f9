/** Names that only a network of one's own answers to. */
export const internalName =
  /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|home\.arpa|corp|test|invalid)$/

/**
 * Whether an address may be somebody's on the internet: https, a name with a top level, and no
 * password. Numbers are not: nobody publishes anything under them.
 */
export function isPublicHttps(address: string): boolean {
  const { hostname = '', password, protocol, username } = URL.parse(address) ?? {}
  const isNamed = /\.[a-z][a-z\d-]*$/.test(hostname) && !internalName.test(hostname)
  return protocol === 'https:' && isNamed && !username && !password
}
