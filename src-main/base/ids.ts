/**
 * Identities that are the same on every machine, live or replayed (UUID v5, RFC 9562 §5.5): an anomaly is its venue, symbol
 * and first minute; its children are named after it and what they are.
 */
import { v5, v7 } from 'uuid';
import type { EpochMs } from '../../src-shared/market.ts';

/** v5(DNS namespace, "mane.anomaly"); fixed for ever. */
export const MANE_NAMESPACE = v5('mane.anomaly', v5.DNS);

export const anomalyId = (venue: string, symbol: string, firstMinute: EpochMs): string =>
  v5(`${venue}|${symbol}|${firstMinute}`, MANE_NAMESPACE);

export type ChildKind = 'article' | 'cluster' | 'narrative' | 'revision' | 'alert';
export const childId = (parentId: string, kind: ChildKind, key: string): string => v5(`${kind}|${key}`, parentId);

export const newsId = (key: string): string => v5(`news|${key}`, MANE_NAMESPACE);
export const gapId = (venue: string, symbol: string, from: EpochMs): string =>
  v5(`gap|${venue}|${symbol}|${from}`, MANE_NAMESPACE);

/** Time-ordered id for what has no natural identity. */
export const freshId = (): string => v7();
