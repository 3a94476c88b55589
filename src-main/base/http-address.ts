/**
 * Which addresses the guarded http may reach: public unicast only, unless the host's name is on the allow list exactly as
 * written in the URL. A name is resolved once per connection and the socket goes to the address that was checked, so a
 * second answer of the name server changes nothing (DNS rebinding). Ranges: IANA special-purpose registries by ipaddr.js.
 */
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { failed, FaultError, fault, ok, type Result } from '../../src-shared/fault.ts';

export type Resolver = (
  host: string,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** RFC 6761 §6.3; not every resolver knows it. */
const LOCAL_NAME = /(?:^|\.)localhost$/;
const GLOBAL_UNICAST_V6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** `http:` and `https:` alone, and no name or password inside the address. */
export function checkedUrl(text: string, base?: string): Result<URL> {
  const url = URL.parse(text, base);
  if (url === null) return failed('bad_input', 'not a valid address; expected http://… or https://…');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return failed('refused', `${url.protocol} addresses are refused; expected http: or https:`);
  }
  if (url.username !== '' || url.password !== '') {
    return failed('refused', `${url.host}: an address with a name or password in it is refused`);
  }
  return ok(url);
}

/** Public unicast, seen through IPv4-mapped notation. Anything that is not an address is not public. */
export function isPublicAddress(text: string): boolean {
  if (isIP(text) === 0) return false;
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || (address as ipaddr.IPv6).match(GLOBAL_UNICAST_V6);
}

/** Host of a URL without the brackets of IPv6 and without the root's dot. */
export const bareHost = (hostname: string): string =>
  hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();

export interface AddressGuard {
  /** Checks a URL whose host is an address; names are checked when they are resolved. */
  check(url: URL): Result<URL>;
  readonly lookup: LookupFunction;
}

const systemResolver: Resolver = (host, done) => systemLookup(host, { all: true, verbatim: true }, done);

export function createAddressGuard(allowed: readonly string[], resolve: Resolver = systemResolver): AddressGuard {
  const open = new Set(allowed.map(bareHost));
  const refusal = (host: string) =>
    fault('refused', `${host} is not a public address; name the host under news.allowPrivateHosts to allow it`);
  return {
    check(url) {
      const host = bareHost(url.hostname);
      const inside = isIP(host) === 0 ? LOCAL_NAME.test(host) : !isPublicAddress(host);
      if (open.has(host) || !inside) return ok(url);
      return { ok: false, fault: refusal(host) };
    },
    lookup(hostname, options, callback) {
      resolve(hostname, (error, addresses) => {
        if (error) return callback(error, '', 0);
        const host = bareHost(hostname);
        const usable = open.has(host) || addresses.every((entry) => isPublicAddress(entry.address));
        const first = addresses[0];
        if (!usable || first === undefined) return callback(new FaultError(refusal(host)), '', 0);
        if (options.all) callback(null, addresses);
        else callback(null, first.address, first.family);
      });
    },
  };
}
