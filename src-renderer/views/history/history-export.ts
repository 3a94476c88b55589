/**
 * The whole filtered set as one file: page after page from the engine, so that the window stays quick and the reader sees how far it is.
 * Ends with FaultError-like rejections of the client, or `aborted` when the reader cancels.
 */
import { ENDINGS, HEADS, lineOf, MEDIA_TYPES, type LineFormat } from '../../../src-shared/anomaly-lines.ts';
import { cursorOf, type Sort } from '../../../src-shared/history.ts';
import type { AnomalyConditions, AnomalyWithNarrative } from '../../../src-shared/ports/reader.ts';
import type { EngineClient } from '../../client/connection.ts';

const LIST_PAGE = 500;
const SEARCH_PAGE = 200;

export interface ExportRequest {
  readonly client: Pick<EngineClient, 'anomalies'>;
  readonly conditions: AnomalyConditions;
  /** Empty for everything that the filters keep. */
  readonly text: string;
  readonly sort: Sort | 'best';
  readonly format: LineFormat;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => void;
}

export interface ExportedFile {
  readonly parts: string[];
  readonly type: string;
  readonly ending: string;
  readonly count: number;
}

export async function exportRows(request: ExportRequest): Promise<ExportedFile> {
  const { format, signal, onProgress } = request;
  const head = HEADS[format];
  const parts: string[] = head === null ? [] : [`${head}\n`];
  let count = 0;
  for await (const page of pagesOf(request)) {
    signal.throwIfAborted();
    parts.push(page.map((row) => `${lineOf(row, format)}\n`).join(''));
    count += page.length;
    onProgress(count);
  }
  return { parts, type: MEDIA_TYPES[format], ending: ENDINGS[format], count };
}

function pagesOf(request: ExportRequest): AsyncGenerator<readonly AnomalyWithNarrative[]> {
  return request.text === '' ? listed(request) : matched(request);
}

async function* listed({
  client,
  conditions,
  sort,
  signal,
}: ExportRequest): AsyncGenerator<readonly AnomalyWithNarrative[]> {
  const order = sort === 'best' ? 'newest' : sort;
  for (let after; ;) {
    const page = await client.anomalies.list({ ...conditions, sort: order, after, limit: LIST_PAGE }, { signal });
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < LIST_PAGE) return;
    after = cursorOf(last.anomaly, order);
  }
}

async function* matched({
  client,
  conditions,
  text,
  sort,
  signal,
}: ExportRequest): AsyncGenerator<readonly AnomalyWithNarrative[]> {
  const seen = new Set<string>();
  for (let skip = 0; ; skip += SEARCH_PAGE) {
    const page = await client.anomalies.search({ ...conditions, text, sort, skip, limit: SEARCH_PAGE }, { signal });
    const fresh = page.filter(({ anomaly: { id } }) => !seen.has(id) && seen.add(id));
    if (fresh.length > 0) yield fresh;
    if (page.length < SEARCH_PAGE) return;
  }
}
