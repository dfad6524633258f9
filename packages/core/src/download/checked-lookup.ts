import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { FigureError } from '../errors.js'
import { isPublicAddress } from './public-address.js'

/** All addresses of a host name. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>

export const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true })

/**
 * A look-up for connections: what it has checked is what is connected to, so that a name cannot
 * answer twice in two ways. A name with one address that is not public is refused altogether.
 */
export function createCheckedLookup(resolve: Resolve, isAllowed = isPublicAddress): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (found) => {
        const [first] = found
        const foul = found.find(({ address }) => !isAllowed(address))
        if (first === undefined) callback(new Error(`${hostname} has no address`), '')
        else if (foul !== undefined) callback(refuseAddress(hostname, foul.address), '')
        else if (options.all) callback(null, found)
        else callback(null, first.address, first.family)
      },
      (error) => callback(error, ''),
    )
  }
}

export function refuseAddress(hostname: string, address: string): FigureError {
  const where = hostname === address ? `\`${address}\`` : `\`${hostname}\` is at ${address}, which`
  return new FigureError(
    'service-unavailable',
    `${where} is not on the public internet, so nothing is fetched from there`,
    { hint: 'For a service on your own machine, name its host in `network.allowHosts`.' },
  )
}
