/**
 * One month of one symbol as a file: what the archive holds of it merged with what the store holds, written, read back from the disk,
 * and only then named by the manifest. Rows that are there already change nothing; a complete month that would change keeps its
 * former file beside and says so; a file that is not what its manifest says stops everything.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { messageOf, throwFault } from '../../../src-shared/fault.ts';
import { MINUTE_MS, type EpochMs } from '../../../src-shared/market.ts';
import { wallTime } from '../../base/clock.ts';
import { fileNameOf, folderOf, HEADERS, manifestOf, ManifestSchema, type Manifest, type MonthKey } from './archive-format.ts'; // prettier-ignore
import { makeFolder, saying, writeWhole } from './whole-file.ts';

/** A row as its line of CSV; it begins with its time. */
export interface ArchiveRow {
  readonly time: EpochMs;
  readonly line: string;
  readonly repaired: boolean;
}

export interface MonthWritten {
  readonly manifest: Manifest;
  readonly changed: boolean;
  /** The complete month's former file, when its rows differed. */
  readonly superseded: string | null;
}

export interface MonthOptions {
  readonly archive: string;
  readonly key: MonthKey;
  readonly rows: readonly ArchiveRow[];
  /** The month is over and these rows, with those archived, are all there are. */
  readonly complete: boolean;
  readonly schema: number;
}

/** Null when there is nothing of this month anywhere. */
export function archiveMonth({ archive, key, rows, complete, schema }: MonthOptions): MonthWritten | null {
  const path = manifestOf(archive, key);
  const former = existsSync(path) ? readManifest(path) : null;
  if (former === null && rows.length === 0) return null;
  const whole = complete || former?.complete === true;
  if (former !== null && former.complete === whole && holdsExactly(former, key, rows)) {
    // What is on the disk is looked at all the same: it is about to be all there is.
    unpack(archive, former);
    return { manifest: former, changed: false, superseded: null };
  }
  const merged = merge(former === null ? [] : readRows(archive, former), rows);
  const text = textOf(key, merged);
  const content = hashOf(text);
  const same = former?.content_sha256 === content;
  if (former !== null && same && sameRuns(former, merged) && former.complete === whole)
    return { manifest: former, changed: false, superseded: null };
  const replaced = former !== null && former.complete && !same ? former : null;
  const manifest = write(archive, { key, merged, text, content, complete: whole, schema, former, replaced });
  if (former !== null && replaced === null && former.file !== manifest.file)
    rmSync(join(folderOf(archive, key), former.file), { force: true });
  return { manifest, changed: true, superseded: replaced === null ? null : replaced.file };
}

/** These rows and no others are the month's file: nothing need be unpacked to know it. */
const holdsExactly = (former: Manifest, key: MonthKey, rows: readonly ArchiveRow[]): boolean =>
  former.rows === rows.length && former.content_sha256 === hashOf(textOf(key, rows)) && sameRuns(former, rows);

/** The store's rows over the archive's, in the order of time. */
function merge(archived: readonly ArchiveRow[], stored: readonly ArchiveRow[]): ArchiveRow[] {
  if (archived.length === 0) return [...stored];
  const byTime = new Map(archived.map((row) => [row.time, row]));
  for (const row of stored) byTime.set(row.time, row);
  return [...byTime.values()].sort((a, b) => a.time - b.time);
}

const textOf = (key: MonthKey, rows: readonly ArchiveRow[]): string =>
  `${[HEADERS[key.kind], ...rows.map((row) => row.line)].join('\n')}\n`;

const hashOf = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

interface Writing {
  readonly key: MonthKey;
  readonly merged: readonly ArchiveRow[];
  readonly text: string;
  readonly content: string;
  readonly complete: boolean;
  readonly schema: number;
  readonly former: Manifest | null;
  readonly replaced: Manifest | null;
}

function write(archive: string, of: Writing): Manifest {
  const { key, merged, replaced } = of;
  const folder = folderOf(archive, key);
  makeFolder(folder);
  const packed = gzipSync(of.text);
  const sha256 = hashOf(packed);
  const former = replaced === null ? [] : [{ file: replaced.file, sha256: replaced.sha256, rows: replaced.rows }];
  const manifest: Manifest = {
    format: 1,
    ...key,
    complete: of.complete,
    file: fileNameOf(key, sha256),
    bytes: packed.length,
    sha256,
    content_sha256: of.content,
    rows: merged.length,
    first: merged[0]?.time ?? 0,
    last: merged.at(-1)?.time ?? 0,
    repaired: runsOf(merged),
    schema_version: of.schema,
    written_at: wallTime.now(),
    superseded: [...(of.former?.superseded ?? []), ...former],
  };
  const file = join(folder, manifest.file);
  saying(file, () => writeWhole(file, packed));
  // What the disk gives back counts, not what was handed to it.
  if (hashOf(unpack(archive, manifest)) !== manifest.content_sha256)
    throwFault('corrupt', `${file}: the disk gives back other rows than were written`);
  saying(file, () => writeWhole(manifestOf(archive, key), `${JSON.stringify(manifest)}\n`));
  return manifest;
}

/** Throws `corrupt`, naming the file. */
export function readManifest(path: string): Manifest {
  try {
    const parsed = ManifestSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (parsed.success) return parsed.data;
  } catch (error) {
    return throwFault('corrupt', `${path}: cannot be read as the manifest of an archive (${messageOf(error)})`);
  }
  return throwFault('corrupt', `${path}: it is not the manifest of an archive`);
}

/** The text of a month's file after its size and its checksum were found right. Throws `corrupt`, naming the file. */
function unpack(archive: string, manifest: Manifest): Buffer {
  const path = join(folderOf(archive, manifest), manifest.file);
  const bad = (why: string): never => throwFault('corrupt', `${path}: ${why}`);
  if (!existsSync(path)) return bad('the file is missing, its manifest names it');
  const packed = saying(path, () => readFileSync(path));
  if (packed.length !== manifest.bytes)
    return bad(`${packed.length} bytes, its manifest says ${manifest.bytes}: truncated or altered`);
  if (hashOf(packed) !== manifest.sha256)
    return bad('its checksum is not the manifest’s: altered since it was written');
  return gunzipSync(packed);
}

/** The rows of a month, its columns and its count found right as well. Throws `corrupt`, naming the file. */
export function readRows(archive: string, manifest: Manifest): ArchiveRow[] {
  const path = join(folderOf(archive, manifest), manifest.file);
  const bad = (why: string): never => throwFault('corrupt', `${path}: ${why}`);
  const text = unpack(archive, manifest).toString('utf8');
  const [header, ...lines] = text.trimEnd().split('\n');
  if (header !== HEADERS[manifest.kind]) return bad(`expected the columns ${HEADERS[manifest.kind]}`);
  if (lines.length !== manifest.rows) return bad(`${lines.length} rows, its manifest says ${manifest.rows}`);
  const repaired = repairedTimes(manifest);
  return lines.map((line) => {
    const time = Number(line.slice(0, line.indexOf(',')));
    return { time, line, repaired: repaired.has(time) };
  });
}

function runsOf(rows: readonly ArchiveRow[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const { time } of rows.filter((row) => row.repaired)) {
    const run = runs.at(-1);
    if (run && run[0] + run[1] * MINUTE_MS === time) run[1] += 1;
    else runs.push([time, 1]);
  }
  return runs;
}

function repairedTimes({ repaired }: Manifest): Set<EpochMs> {
  const times = new Set<EpochMs>();
  for (const [first, count] of repaired) for (let n = 0; n < count; n++) times.add(first + n * MINUTE_MS);
  return times;
}

const sameRuns = (former: Manifest, rows: readonly ArchiveRow[]): boolean =>
  JSON.stringify(former.repaired) === JSON.stringify(runsOf(rows));
