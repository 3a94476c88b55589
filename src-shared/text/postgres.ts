/** The words of connecting PostgreSQL in Settings; what a try found is told by the engine. */
import { localised } from './localised.ts';

export const POSTGRES_TEXT = localised({
  about:
    'Anomalies, narratives, alerts and prices are kept here first and copied there; what other machines wrote there comes back. Nothing waits for the server.',
  create: 'Create it and connect',
  offered: 'It is not there yet, and this user may create it.',
  failed: (why: string) => `${why}.`,
  address: 'Address',
  addressHint:
    'As your provider or administrator gives it. The password is kept in a file that only your user can read.',
  example: 'postgres://user:password@host/database',
  test: 'Test',
  trying: 'Trying',
  connect: 'Connect',
  connecting: 'Connecting',
  change: 'Change',
  cancel: 'Cancel',
  disconnect: 'Disconnect',
  disconnectHint: 'Rows on both sides stay; the password is forgotten',
  copyingTo: (done: string, total: string) => `Copying to the server: ${done} of ${total}`,
  copyingFrom: (done: string, total: string) => `Copying from the server: ${done} of ${total}`,
  tried: 'What was tried',
  notTried: 'Not tried',
  steps: {
    address: 'Address',
    reach: 'Server',
    tls: 'Encryption',
    sign_in: 'Sign-in',
    database: 'Database',
    server: 'Version',
    schema: 'Tables',
    rights: 'Rights',
  },
  marks: { ok: 'well', note: 'to know', failed: 'failed', skipped: 'not tried' },
});
