/**
 * Stored anomalies as lines of a file: CSV for spreadsheets, JSON lines with everything measured, Markdown to read. The command line and
 * the window write the same. Times are ISO in UTC; a text can neither begin a formula nor a link.
 */
import { anomalyJson } from './anomaly-json.ts';
import { isoOf } from './format.ts';
import { hasGrown } from './history.ts';
import type { AnomalyWithNarrative } from './ports/reader.ts';
import { CAUSE_LABELS, percentText, rarityText } from './text/labels.ts';

export const LINE_FORMATS = ['csv', 'jsonl', 'markdown'] as const;
export type LineFormat = (typeof LINE_FORMATS)[number];

const CSV_COLUMNS = ['id', 'symbol', 'venue', 'detected_at', 'onset', 'anomaly_type', 'price_change_pct', 'confidence', 'expected_per_day', 'alerted', 'cause', 'validation_passed', 'narrative']; // prettier-ignore

/** What stands before the first line; null for nothing. */
export const HEADS: Readonly<Record<LineFormat, string | null>> = {
  csv: CSV_COLUMNS.join(','),
  jsonl: null,
  markdown: '# Anomalies\n',
};

export const ENDINGS: Readonly<Record<LineFormat, string>> = { csv: 'csv', jsonl: 'jsonl', markdown: 'md' };
export const MEDIA_TYPES: Readonly<Record<LineFormat, string>> = {
  csv: 'text/csv',
  jsonl: 'application/x-ndjson',
  markdown: 'text/markdown',
};

export function lineOf(row: AnomalyWithNarrative, format: LineFormat): string {
  if (format === 'csv') return csvLine(row);
  return format === 'jsonl' ? JSON.stringify(anomalyJson(row)) : markdownLine(row);
}

export function csvLine(row: AnomalyWithNarrative): string {
  const { narrative } = row;
  const fields: Readonly<Record<string, unknown>> = {
    ...anomalyJson(row),
    cause: narrative?.cause,
    validation_passed: narrative?.validation_passed,
    narrative: narrative?.narrative_text,
  };
  return CSV_COLUMNS.map((column) => csvField(fields[column])).join(',');
}

/** Quoted when needed; a leading formula character is defused for spreadsheets. */
export function csvField(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return JSON.stringify(value);
  const safe = /^[=+@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Nothing in it is markup any more, on one line. */
export const plainMarkdown = (text: string): string =>
  text.replace(/\s+/gu, ' ').replace(/([\\`*_{}[\]<>#|!~])/g, '\\$1');

function markdownLine({ anomaly, narrative }: AnomalyWithNarrative): string {
  const { detection_metadata: meta, price_change_pct: change } = anomaly;
  const size = hasGrown(anomaly) ? meta.peak.change_pct : change;
  const told = narrative?.validation_passed === true ? `${plainMarkdown(narrative.narrative_text)} (${CAUSE_LABELS[narrative.cause].toLowerCase()})` : 'No checked explanation.'; // prettier-ignore
  const move = size === null ? '' : ` ${percentText(size)}`;
  return `- ${isoOf(anomaly.detected_at).slice(0, 16).replace('T', ' ')} UTC · **${anomaly.symbol}**${move}, ${rarityText(meta.lambda_per_day)} · ${told}`;
}
