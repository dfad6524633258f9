import ipaddr from 'ipaddr.js'

/** What is assigned to anyone at all in IPv6; everything else is for some purpose of its own. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')
/** IPv4 through a translator: where there is only IPv6, resolvers answer so for every old host. */
const translated = ipaddr.IPv6.parseCIDR('64:ff9b::/96')
/** A public address by its number, but answered by the machine's own host: Azure's metadata. */
const cloudHost = '168.63.129.16'

/**
 * Whether an IP address belongs to a host of the public internet: not to this machine, its
 * network, its cloud's metadata service, or to nobody.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed instanceof ipaddr.IPv4) return isPublicIPv4(parsed)
  if (parsed.isIPv4MappedAddress()) return isPublicIPv4(parsed.toIPv4Address())
  if (parsed.match(translated)) return isPublicIPv4(new ipaddr.IPv4(parsed.toByteArray().slice(12)))
  // Not 6to4 and Teredo: their ranges have names of their own, and no host needs them any more.
  return parsed.match(globalUnicast) && parsed.range() === 'unicast'
}

function isPublicIPv4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast' && address.toString() !== cloudHost
}
