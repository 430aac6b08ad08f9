// Whom the hub may speak to: no address of the inside (loopback, private, link-local, of clouds' metadata), unless the
// host is listed by name. The address that was checked is the one that is connected to, so that a name that changes its
// address between the two gains nothing.
import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

export type ResolveName = (hostname: string) => Promise<readonly LookupAddress[]>;

export interface AddressGuard {
  isListed(host: string): boolean;
  /** Addresses of a host that may be connected to; throws `RefusedAddress` when one of them may not. */
  addressesOf(host: string): Promise<readonly LookupAddress[]>;
  /** The same, as sockets ask for it. They do not ask for hosts that are addresses. */
  lookup: LookupFunction;
}

export class RefusedAddress extends Error {
  override name = 'RefusedAddress';
}

/** `allowedHosts`: names or addresses as the settings write them. */
export function createAddressGuard(
  allowedHosts: readonly string[],
  resolve: ResolveName = resolveByDns,
): AddressGuard {
  const listed = new Set(allowedHosts.map(bareHost));
  const isListed = (host: string) => listed.has(bareHost(host));

  async function addressesOf(host: string): Promise<readonly LookupAddress[]> {
    const name = bareHost(host);
    const family = isIP(name);
    const addresses = family === 0 ? await resolve(name) : [{ address: name, family }];
    if (isListed(name)) return addresses;
    const inside = addresses.find(({ address }) => isInside(address));
    if (inside)
      throw new RefusedAddress(`${name} is ${inside.address}, an inside address, and is not in allowedHosts`);
    return addresses;
  }

  return {
    isListed,
    addressesOf,
    lookup(hostname, options, callback) {
      addressesOf(hostname).then(
        (addresses) => answer(addresses, options.all === true, callback),
        (error: NodeJS.ErrnoException) => callback(error, ''),
      );
    },
  };
}

type LookupCallback = Parameters<LookupFunction>[2];

function answer(addresses: readonly LookupAddress[], all: boolean, callback: LookupCallback): void {
  const [first] = addresses;
  if (all) callback(null, [...addresses]);
  else callback(null, first?.address ?? '', first?.family);
}

/** Lower case, without the brackets of IPv6 and the dot of the root. */
function bareHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

/** Special-purpose addresses of IANA's registries. */
const INSIDE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  INSIDE.addSubnet(network, prefix, 'ipv4');

/** Within the public part of IPv6: what stands for something else (6to4, Teredo, documentation). */
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  INSIDE.addSubnet(network, prefix, 'ipv6');

const PUBLIC_IPV6 = new BlockList();
PUBLIC_IPV6.addSubnet('2000::', 3, 'ipv6');

/** What is no address at all is inside as well. */
export function isInside(address: string): boolean {
  const bare = address.replace(/%.*$/, '');
  const family = isIP(bare);
  if (family === 4) return INSIDE.check(bare, 'ipv4');
  return family === 0 || !PUBLIC_IPV6.check(bare, 'ipv6') || INSIDE.check(bare, 'ipv6');
}

function resolveByDns(hostname: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    dnsLookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });
}
