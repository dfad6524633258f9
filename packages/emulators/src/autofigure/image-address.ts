import { BlockList, isIP } from 'node:net'

const privateAddresses = new BlockList()
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  privateAddresses.addSubnet(address, prefix, 'ipv4')
}
for (const [address, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  privateAddresses.addSubnet(address, prefix, 'ipv6')
}

/** Why the service does not take a source image from there; `undefined` when it does. */
export function refusalOfImage(address: string): string | undefined {
  if (!address.startsWith('https://')) return 'must begin with https://'
  if (!URL.canParse(address)) return 'is not a URL'
  const { hostname, port } = new URL(address)
  if (port !== '') return 'non-standard ports are blocked'
  return isInternal(hostname) ? 'private and internal addresses are blocked' : undefined
}

function isInternal(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$|\.$/g, '')
  const version = isIP(host)
  if (version !== 0) return privateAddresses.check(host, version === 4 ? 'ipv4' : 'ipv6')
  return !host.includes('.') || /\.(localhost|local|internal|intranet|lan)$/.test(host)
}
