/** Why there was, or was not, an alert: the sentences, the choice of the stretch, and what the address keeps. */
import './setup.ts';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { fieldOf, lastNight, momentOf, stretchIn, stretchOf } from '../../../src-renderer/views/why/why-model.ts';
import { MOST_WHY_MS } from '../../../src-shared/why.ts';
import { openWindow } from './open-window.tsx';

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 2, 27, 14, 31, 12);

describe('why', () => {
  it('answers for the last hour, and for what is chosen, with each anomaly and its reason', async () => {
    openWindow('#/why');
    await screen.findByText(/^The largest (other )?move was ADA-USD −0\.80 % in 12 min at .*, about 3 a day; alerts started at about once in 9 days then\.$/); // prettier-ignore
    fireEvent.click(screen.getByRole('button', { name: 'Last 24 hours' }));
    await waitFor(() => expect(location.hash).toMatch(/from=\d+&to=\d+/));
    await screen.findByText(/alerts? delivered/);
    expect(screen.getAllByRole('link', { name: /Delivered at|Held back|No alert/ }).length).toBeGreaterThan(2);
    fireEvent.change(screen.getByLabelText('Symbol'), { target: { value: 'DOGE-USD' } });
    await waitFor(() => expect(location.hash).toContain('symbol=DOGE-USD'));
    await screen.findByText(/, DOGE-USD$/);
  });

  it('says what could not be read, and what is not known', async () => {
    openWindow('#/why', 'error');
    await screen.findByText('This could not be answered');
    expect(screen.getByText(/mane\.db cannot be read: the disk is full\. Nothing that is stored/)).toBeTruthy();
  });

  it('says so when nothing is known yet', async () => {
    openWindow('#/why', 'empty');
    await screen.findByText('No alert, and how unusual this time was is not known.');
  });

  it('is reached by its key', async () => {
    openWindow('#/health');
    await screen.findByRole('heading', { name: 'Health' });
    fireEvent.keyDown(document.body, { key: 'g' });
    fireEvent.keyDown(document.body, { key: 'w' });
    await screen.findByRole('heading', { name: 'Why did, or didn’t, I get an alert?' });
  });
});

describe('stretches', () => {
  it('are up to now, or the last night as the clock has it', () => {
    expect(stretchOf('hour', NOW, 'utc')).toEqual({ from: NOW - HOUR_MS, to: NOW });
    expect(lastNight(NOW, 'utc')).toEqual({ from: Date.UTC(2026, 2, 26, 22), to: Date.UTC(2026, 2, 27, 8) });
    const early = Date.UTC(2026, 2, 27, 6, 30);
    expect(lastNight(early, 'utc')).toEqual({ from: Date.UTC(2026, 2, 26, 22), to: early });
    const local = lastNight(NOW, 'local');
    expect([new Date(local.from).getHours(), new Date(local.to).getHours()]).toEqual([22, 8]);
  });

  it('of the address count only when they can be answered', () => {
    expect(stretchIn({ from: '5', to: '9' })).toEqual({ from: 5, to: 9 });
    for (const params of [
      {},
      { from: '9', to: '5' },
      { from: 'x', to: '5' },
      { from: '1', to: String(2 + MOST_WHY_MS) },
      { from: '1', to: '1e99' },
    ])
      // prettier-ignore
      expect(stretchIn(params as Record<string, string>)).toBeNull();
  });

  it('go into fields and back, in either zone', () => {
    const minute = Math.floor(NOW / 60_000) * 60_000;
    for (const zone of ['utc', 'local'] as const) expect(momentOf(fieldOf(minute, zone), zone)).toBe(minute);
    expect(momentOf('', 'utc')).toBeNull();
  });
});
