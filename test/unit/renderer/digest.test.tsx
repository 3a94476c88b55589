import './setup.ts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { absenceOf, AWAY_MS, readLooked } from '../../../src-renderer/digest/away.ts';
import { digestLine, digestOf } from '../../../src-renderer/digest/digest-model.ts';
import { createState } from '../../fakes/fake-engine/state.ts';
import { rowOf } from '../../fakes/fake-engine/state.ts';
import { openWindow } from './open-window.tsx';
import { allStored } from './stored.ts';

const NIGHT_MS = 8 * AWAY_MS;
const nightBefore = (): string => String(createState('live').market.now() - NIGHT_MS);

describe('while you were away', () => {
  it('tells after an absence what happened, the rarest first, and marks its alerts as seen', async () => {
    const { fake } = openWindow('', 'live', { 'mane.looked': nightBefore() });
    const banner = await screen.findByRole('complementary', { name: 'While you were away' });
    expect(banner.textContent).toMatch(/\d+ anomalies, \d+ alerts \(1 held back\)/);
    fireEvent.click(within(banner).getByRole('button', { name: 'Digest' }));
    const dialog = await screen.findByRole('dialog', { name: 'While you were away' });
    expect(within(dialog).getAllByRole('listitem')[0]?.textContent).toContain('DOGE +5.6 %');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Mark alerts as seen' }));
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'While you were away' })).toBeNull());
    await waitFor(() => expect(fake.state.alerts().every(({ seen_at }) => seen_at !== null)).toBe(true));
    fireEvent.click(within(banner).getByRole('button', { name: 'Dismiss' }));
    await waitFor(() => expect(screen.queryByRole('complementary', { name: 'While you were away' })).toBeNull());
  });

  it('says nothing to who was here, or comes for the first time', async () => {
    openWindow();
    await waitFor(() => expect(localStorage.getItem('mane.looked')).not.toBeNull());
    expect(screen.queryByRole('complementary', { name: 'While you were away' })).toBeNull();
  });
});

describe('digest', () => {
  const rows = allStored().map(rowOf);
  const alerts = allStored().flatMap((detail) => detail.alerts);
  const all = { from: 0, to: Number.MAX_SAFE_INTEGER };

  it('counts what is there and puts the rarest first', () => {
    const digest = digestOf(rows, alerts, all);
    expect(digest.count).toBe(rows.length);
    expect(digest.causes.reduce((sum, [, count]) => sum + count, 0)).toBe(rows.length);
    const rarities = digest.rarest.map(({ anomaly }) => anomaly.detection_metadata.lambda_per_day);
    expect(rarities).toEqual(rarities.toSorted((a, b) => a - b));
    expect(digestLine(digest)).toBe(`${rows.length} anomalies, ${alerts.length} alerts (2 held back)`);
    expect(digestLine(digestOf([], [], all))).toBe('0 anomalies, 0 alerts');
  });

  it('knows an absence from an hour on, and nothing from what is no time', () => {
    expect(absenceOf(null, 5)).toBeNull();
    expect(absenceOf(1000, 1000 + AWAY_MS - 1)).toBeNull();
    expect(absenceOf(1000, 1000 + AWAY_MS)).toEqual({ from: 1000, to: 1000 + AWAY_MS });
    expect([null, '', 'x', '-3', 'Infinity'].map(readLooked)).toEqual([null, null, null, null, null]);
    expect(readLooked('1700000000000')).toBe(1_700_000_000_000);
  });
});
