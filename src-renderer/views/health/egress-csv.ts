/** The egress log as a file for others (RFC 4180): times in UTC, bytes in full. */
import type { EgressRow } from '../../../src-shared/egress.ts';

const USUAL_PORT = 443;

/** `api.example.com`, with the port where it is not that of https. */
export const hostText = ({ host, port }: Pick<EgressRow, 'host' | 'port'>): string => {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === USUAL_PORT ? host : `${name}:${port}`;
};

const HEAD = ['host', 'port', 'for', 'requests', 'connections', 'received_bytes', 'sent_bytes', 'first_at', 'last_at'];
const isoOf = (time: number): string => new Date(time).toISOString();
/** A text that a spreadsheet would run is quoted as a text. */
const cell = (value: string | number): string =>
  typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '""').replace(/^[=+\-@]/, "'$&")}"`;

export function egressCsv(rows: readonly EgressRow[]): string {
  const lines = rows.map(
    (row) =>
    [row.host, row.port, row.askers.join(' '), row.requests, row.connections, row.received, row.sent, isoOf(row.firstAt), isoOf(row.lastAt)].map(cell), // prettier-ignore
  );
  return [HEAD.map(cell), ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}
