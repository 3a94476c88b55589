/** About: what is shipped is listed with its licence, the charts are attributed, and a report holds nothing secret. */
import './setup.ts';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { LICENCES } from 'virtual:licences';
import { diagnosticsOf, scrubbed } from '../../../src-renderer/views/about/diagnostics.ts';
import { matchingPackages } from '../../../src-renderer/views/about/licence-list.tsx';
import { defaultSettings } from '../../../src-shared/settings.ts';
import { createState } from '../../fakes/fake-engine/state.ts';
import { infoOf } from '../../fakes/fake-engine/setup.ts';
import { openWindow } from './open-window.tsx';

describe('the licences', () => {
  const { packages } = LICENCES;
  it('are found by name and by licence', () => {
    expect(matchingPackages(packages, 'lightweight').map(({ name }) => name)).toEqual(['lightweight-charts']);
    expect(matchingPackages(packages, 'ofl inter').map(({ name }) => name)).toEqual(['@fontsource-variable/inter']);
    expect(matchingPackages(packages, 'no-such-thing')).toEqual([]);
  });
});

describe('a report of trouble', () => {
  const state = createState('error');
  const settings = {
    ...defaultSettings(),
    postgres: { enabled: true, address: 'postgresql://ann@db.example.org:5432/mane' },
    news: { ...defaultSettings().news, feeds: [{ id: 'Mine', url: 'https://k:hunter2@example.org/?key=hunter2', enabled: true }] }, // prettier-ignore
    backup: { ...defaultSettings().backup, folder: '/home/ann/backups' },
  };
  const health = {
    ...state.health(),
    faults: [{ time: 1, kind: 'storage' as const, detail: '/home/ann/mane.db: postgresql://ann:hunter2@db.example.org/x refused ann@example.org' }], // prettier-ignore
  };
  const text = diagnosticsOf({ info: infoOf(settings, settings), health, settings, userAgent: 'test' });

  it('holds what explains behaviour', () => {
    expect(JSON.parse(text)).toMatchObject({
      mane: { version: '0.1.0', platform: 'linux x64' },
      health: { feed: { state: 'reconnecting' }, store: { state: 'degraded' } },
      settings: { venue: 'coinbaseexchange', news: { feeds: 1 }, postgres: { enabled: true } },
    });
  });
  it('holds no secret, no address and no folder', () => {
    for (const secret of ['hunter2', 'example.org', '/home/ann', 'ann@']) expect(text).not.toContain(secret);
  });
  it('keeps plain sentences as they are', () => {
    expect(scrubbed('HTTP 503, 3/5 read; 12 of 14 days')).toBe('HTTP 503, 3/5 read; 12 of 14 days');
  });
});

describe('About', () => {
  it('shows version, folder, the chart library and the packages, and opens a licence', async () => {
    openWindow('#/about');
    await screen.findByText('Version 0.1.0 · MIT licence');
    await screen.findByText('/data');
    const charts = screen.getByText('TradingView Lightweight Charts™').closest('a');
    expect(charts?.getAttribute('href')).toBe('https://www.tradingview.com/');
    const search = await screen.findByLabelText('Search packages or licences');
    fireEvent.change(search, { target: { value: 'zod' } });
    await waitFor(() => expect(document.querySelectorAll('[data-package]')).toHaveLength(1));
    const details = document.querySelector<HTMLDetailsElement>('[data-package=zod] details')!;
    details.open = true;
    fireEvent(details, new Event('toggle'));
    await screen.findByText(/Permission is hereby granted/);
  });
});
