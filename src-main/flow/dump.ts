/**
 * The dump of the PostgreSQL that is connected, made with the backup of the store and kept as long. The store's own backup never
 * depends on it: what keeps the server from being dumped is one line beside it, and a fault where it should have worked.
 */
import { faultOf, messageOf } from '../../src-shared/fault.ts';
import { dumpPostgres, type DumpReport } from '../store/care/pg-dump.ts';
import type { PostgresAddress } from '../store/postgres/address.ts';

/** Null: no server is connected. Rejects when it cannot be reached or the dump fails. */
export type Dumper = (folder: string, keep: number) => Promise<DumpReport | null>;

export const dumperOf =
  (
    address: () => PostgresAddress | null,
    signal: AbortSignal,
    more: { readonly folders?: readonly string[] } = {},
  ): Dumper =>
  async (folder, keep) => {
    const server = address();
    return server === null ? null : dumpPostgres({ address: server, folder, keep, signal, ...more });
  };

/** What came of it, for people: nothing without a server, else one line. */
export async function dumpBeside(
  dump: Dumper,
  folder: string,
  keep: number,
  tell: (detail: string) => void,
): Promise<string[]> {
  try {
    const report = await dump(folder, keep);
    return report === null ? [] : [dumpText(report)];
  } catch (error) {
    const why = `PostgreSQL not dumped: ${faultOf(error)?.detail ?? messageOf(error)}`;
    tell(`backup: ${why}`);
    return [why];
  }
}

function dumpText(report: DumpReport): string {
  if ('skipped' in report) return `PostgreSQL not dumped: ${report.skipped}`;
  const { file, bytes, version } = report;
  return `PostgreSQL dumped to ${file} (${(bytes / 1e6).toFixed(1)} MB), listed by pg_restore ${version}`;
}
