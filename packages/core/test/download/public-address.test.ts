import { expect, test } from 'vitest'
import { isPublicAddress } from '../../src/download/public-address.js'

test.each([
  '1.1.1.1',
  '93.184.216.34',
  '172.15.255.255',
  '172.32.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '2606:4700:4700::1111',
  '::ffff:1.1.1.1',
  '64:ff9b::101:101',
])('%s is on the public internet', (address) => {
  expect(isPublicAddress(address)).toBe(true)
})

test.each([
  ['this machine', '127.0.0.1'],
  ['this machine', '127.255.255.254'],
  ['this machine', '0.0.0.0'],
  ['this machine', '::1'],
  ['this machine', '::'],
  ['a private network', '10.0.0.1'],
  ['a private network', '172.16.0.1'],
  ['a private network', '172.31.255.255'],
  ['a private network', '192.168.1.1'],
  ['a private network', 'fd12:3456::1'],
  ['a private network of old', 'fec0::1'],
  ['the link', '169.254.1.1'],
  ['the link', 'fe80::1'],
  ['the link, with its name', 'fe80::1%eth0'],
  ["a provider's own network", '100.64.0.1'],
  ["a cloud's metadata", '169.254.169.254'],
  ["a cloud's metadata", '100.100.100.200'],
  ["a cloud's metadata", '168.63.129.16'],
  ["a cloud's metadata", 'fd00:ec2::254'],
  ['many hosts', '224.0.0.1'],
  ['many hosts', 'ff02::1'],
  ['many hosts', '255.255.255.255'],
  ['examples', '192.0.2.1'],
  ['examples', '203.0.113.1'],
  ['examples', '2001:db8::1'],
  ['benchmarks', '198.18.0.1'],
  ['nobody', '240.0.0.1'],
  ['nobody', '4000::1'],
  ['this machine, mapped', '::ffff:127.0.0.1'],
  ['this machine, mapped', '::ffff:7f00:1'],
  ['this machine, compatible', '::127.0.0.1'],
  ['this machine, translated', '64:ff9b::7f00:1'],
  ['a private network, translated', '64:ff9b::a00:1'],
  ['a translator of ones own', '64:ff9b:1::101:101'],
  ['this machine, 6to4', '2002:7f00:1::1'],
  ['a tunnel', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ['nothing', ''],
  ['nothing', 'localhost'],
  ['nothing', '1.1.1.1, 127.0.0.1'],
])('%s is not: %s', (_what, address) => {
  expect(isPublicAddress(address)).toBe(false)
})
