/** PostgreSQL addresses: every way to write one, any password, and no password in any text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelOf, readAddress, tlsOptions } from '../../../../src-main/store/postgres/address.ts';
import { postgresFault } from '../../../../src-main/store/postgres/faults.ts';
import { check } from '../../../property/check.ts';

const read = (url: string) => readAddress(url, {});
const messageFrom = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe('an address', () => {
  it('is read with everything it says', () => {
    expect(
      read(
        'postgresql://ann:s3cret@db.example.org:6432/mane?sslmode=verify-full&sslrootcert=/etc/ca.pem&pgbouncer=true',
      ),
    ).toEqual({
      host: 'db.example.org',
      port: 6432,
      user: 'ann',
      password: 's3cret',
      database: 'mane',
      tls: 'verify-full',
      caFile: '/etc/ca.pem',
      pooled: true,
    });
  });

  it('has defaults: port 5432, the user’s own database, plain on this machine and TLS elsewhere', () => {
    expect(read('postgres://ann@localhost')).toMatchObject({
      port: 5432,
      database: 'ann',
      tls: 'disable',
      password: null,
    });
    expect(read('postgres://ann@db.example.org/x').tls).toBe('require');
    expect(readAddress('postgres://db.example.org/x', { PGUSER: 'ben', PGPASSWORD: 'p' })).toMatchObject({
      user: 'ben',
      password: 'p',
    });
    expect(readAddress({ host: '10.0.0.7', user: 'ann', password: '%@/', database: 'm' }, {})).toMatchObject({
      port: 5432,
      tls: 'require',
      password: '%@/',
    });
  });

  it('may be IPv6, or a socket’s folder', () => {
    const six = read('postgresql://ann:x@[2001:db8::7]:5433/mane');
    expect(six).toMatchObject({ host: '2001:db8::7', port: 5433 });
    expect(labelOf(six)).toBe('postgresql://ann@[2001:db8::7]:5433/mane');
    expect(read('postgresql://ann@[::1]/mane').tls).toBe('disable');
    expect(read('postgresql://ann@/mane?host=/var/run/postgresql')).toMatchObject({
      host: '/var/run/postgresql',
      tls: 'disable',
    });
  });

  it.each(['p@ss', 'p/ss', 'p?ss', 'p#ss', 'p:ss', 'p@h/x?y#z', '100%', '@', 'ünï'])(
    'takes the password %s as it was pasted',
    (password) => {
      expect(read(`postgresql://ann:${password}@db.example.org:5433/mane`)).toMatchObject({
        user: 'ann',
        password,
        host: 'db.example.org',
        port: 5433,
        database: 'mane',
      });
    },
  );

  it('takes any password percent-encoded', () => {
    const any = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.isWellFormed());
    check(fc.tuple(any, any), ([user, password]) => {
      const url = `postgresql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@[::1]:5433/mane?sslmode=require`;
      expect(read(url)).toMatchObject({ user, password, host: '::1', tls: 'require' });
    });
  });

  it.each([
    ['mysql://ann:canary-7@h/x', /does not begin with postgresql/],
    ['postgresql://ann:canary-7@h:port/x', /the port is not a number/],
    ['postgresql://ann:canary-7@h:99999/x', /port must be between/],
    ['postgresql://ann:canary-7@h/x?sslmode=perhaps', /sslmode must be disable, require, verify-ca, verify-full/],
    ['postgresql://ann:canary-7@h/x?connection_limit=5', /unknown parameter "connection_limit"/],
  ])('%s is refused without repeating the password', (url, expected) => {
    const message = messageFrom(() => read(url));
    expect(message).toMatch(expected);
    expect(message).not.toContain('canary-7');
  });

  it('names the file of the authority when it cannot be read', () => {
    const address = read('postgresql://ann:canary-7@h/x?sslmode=verify-full&sslrootcert=/nowhere/ca.pem');
    expect(messageFrom(() => tlsOptions(address))).toMatch(/sslrootcert \/nowhere\/ca.pem: cannot be read/);
  });
});

describe('faults', () => {
  const address = read('postgresql://ann:canary-7%2F@db.example.org/mane');
  const server = (code: string, message: string) => Object.assign(new Error(message), { code, severity: 'FATAL' });

  it('never quote the password, plain or encoded, whatever the other side wrote', () => {
    for (const code of ['28P01', '28000', '42501', '53100', '57P03', '23514', '42P01']) {
      const found = postgresFault(server(code, 'no: canary-7/ and canary-7%2F'), address);
      expect(found?.detail, code).toBeTruthy();
      expect(found?.detail, code).not.toContain('canary-7');
    }
  });

  it('are retryable when waiting can help, and bugs stay bugs', () => {
    const retryable = (code: string) => postgresFault(server(code, 'x'), address)?.retryable;
    expect(['53300', '57P01', '57P03', '08006', '40001', '53100', '25006'].map(retryable)).toEqual(Array(7).fill(true));
    expect(['28P01', '3D000', '42501', '23514', '23503'].map(retryable)).toEqual(Array(5).fill(false));
    expect(postgresFault(server('42601', 'syntax error'), address)).toBeNull();
    expect(postgresFault(new TypeError('x is not a function'), address)).toBeNull();
  });
});
