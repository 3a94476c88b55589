import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { checkedUrl, createAddressGuard, isPublicAddress } from '../../../src-main/base/http-address.ts';
import { createHttp } from '../../../src-main/base/http.ts';
import { wallTime } from '../../../src-main/base/clock.ts';
import { BAD_SCHEMES, INSIDE_URLS, PRIVATE_ADDRESSES, PUBLIC_ADDRESSES } from '../../corpora/ssrf.ts';

const answer =
  (...addresses: string[]) =>
  (_host: string, done: (error: null, found: LookupAddress[]) => void) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

describe('isPublicAddress', () => {
  it.each(PRIVATE_ADDRESSES)('refuses %s', (address) => expect(isPublicAddress(address)).toBe(false));
  it.each(PUBLIC_ADDRESSES)('accepts %s', (address) => expect(isPublicAddress(address)).toBe(true));
  it('refuses what is not an address', () =>
    expect(['', 'localhost', 'example.org', '1.2.3'].filter(isPublicAddress)).toEqual([]));
});

describe('guarded http and the machine it runs on', () => {
  const http = createHttp({ wall: wallTime });
  it.each(INSIDE_URLS)('refuses %s', async (url) => {
    const result = await http.get(url, { timeoutMs: 2000 });
    expect(result).toMatchObject({
      ok: false,
      fault: { kind: expect.stringMatching(/^(refused|bad_input)$/) as string },
    });
  });
  it.each(BAD_SCHEMES)('refuses %s', async (url) => {
    expect(await http.get(url)).toMatchObject({ ok: false, fault: { retryable: false } });
  });
  it.each(PRIVATE_ADDRESSES)('refuses a public-looking name that resolves to %s', async (address) => {
    const rebinding = createHttp({ wall: wallTime, resolve: answer(address) });
    expect(await rebinding.get('http://feeds.example.org/rss')).toMatchObject({
      ok: false,
      fault: { kind: 'refused' },
    });
  });
  it('refuses a name with one public and one private address', async () => {
    const mixed = createHttp({ wall: wallTime, resolve: answer('93.184.216.34', '10.0.0.1') });
    expect(await mixed.get('http://feeds.example.org/rss')).toMatchObject({ ok: false, fault: { kind: 'refused' } });
  });
  it('does not open a private address because another name for it is allowed', async () => {
    const other = createHttp({ wall: wallTime, allowPrivateHosts: ['127.0.0.1'], resolve: answer('127.0.0.1') });
    expect(await other.get('http://evil.example.org/')).toMatchObject({ ok: false, fault: { kind: 'refused' } });
  });
});

describe('createAddressGuard', () => {
  it('opens a host of the allow list by name, with or without brackets', () => {
    const guard = createAddressGuard(['127.0.0.1', '[::1]', 'NAS.local']);
    for (const url of ['http://127.0.0.1:80/', 'http://[::1]:8080/', 'http://nas.local/feed']) {
      expect(guard.check(new URL(url)).ok).toBe(true);
    }
    expect(guard.check(new URL('http://127.0.0.2/')).ok).toBe(false);
  });
  it('never repeats a password in a refusal', () => {
    const result = checkedUrl('https://user:hunter2@example.org/');
    expect(result).toMatchObject({ ok: false });
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });
});
