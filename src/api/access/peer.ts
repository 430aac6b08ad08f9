// Where a request comes from, by the connection, and by what a trusted reverse proxy says of it.
import { BlockList, isIP } from 'node:net';
import type { Context } from 'hono';
import type { Access } from '../access.ts';
import type { ApiEnv } from '../context.ts';

export interface Peer {
  /** As the audit trail and the slowing of tries know it. */
  address: string;
  /** It came by TLS, here or at the proxy. */
  secure: boolean;
}

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];
const UNKNOWN = 'unknown';

/** Somebody passed the request on: that it comes from this machine says nothing of who asks. */
export function isForwarded(c: Context<ApiEnv>): boolean {
  return FORWARDED.some((name) => c.req.header(name) !== undefined);
}

export function createPeerReader({ trustedProxies = [] }: Access): (c: Context<ApiEnv>) => Peer {
  const proxies = new BlockList();
  for (const proxy of trustedProxies) addProxy(proxies, proxy);
  const isProxy = (address: string) =>
    isIP(address) !== 0 && proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

  return (c) => {
    if (c.env?.local) return { address: 'control socket', secure: false };
    const socket = c.env?.incoming?.socket;
    const direct = plainAddress(socket?.remoteAddress ?? UNKNOWN);
    const secure = socket !== undefined && 'encrypted' in socket && socket.encrypted === true;
    if (!isProxy(direct)) return { address: direct, secure };
    // From the right: what stands left of the first stranger, the stranger may have made up.
    const hops = (c.req.header('x-forwarded-for') ?? '').split(',').map((hop) => plainAddress(hop.trim()));
    const address = hops.findLast((hop) => !isProxy(hop)) ?? direct;
    const scheme = c.req.header('x-forwarded-proto')?.split(',').at(-1)?.trim().toLowerCase();
    return { address: isIP(address) === 0 ? direct : address, secure: secure || scheme === 'https' };
  };
}

/** `10.0.0.1` or `10.0.0.0/8`. */
function addProxy(proxies: BlockList, text: string): void {
  const [address = '', bits] = text.split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (bits === undefined) proxies.addAddress(address, family);
  else proxies.addSubnet(address, Number(bits), family);
}

/** An IPv4 address is the same person on a socket that speaks both. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
