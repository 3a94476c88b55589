import './setup.ts';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { byDays, changesOf, needsRestart, rulesOf } from '../../../src-renderer/views/rules/rules-model.ts';
import type { Rehearsed } from '../../../src-renderer/views/rules/use-rehearsal.ts';
import { DAY_MS } from '../../../src-shared/market.ts';
import { defaultSettings } from '../../../src-shared/settings.ts';
import { openWindow } from './open-window.tsx';
import { allStored } from './stored.ts';

const type = (label: string, value: string): void => {
  const field = screen.getByLabelText(label);
  fireEvent.change(field, { target: { value } });
  fireEvent.blur(field);
};

describe('rules and budget', () => {
  it('keeps a change to itself until it is saved, and refuses what is out of bounds', async () => {
    const { fake } = openWindow('#/rules');
    const field = await screen.findByLabelText('Alerts a day');
    fireEvent.change(field, { target: { value: '900' } });
    expect(field.getAttribute('aria-invalid')).toBe('true');
    fireEvent.blur(field);
    expect((field as HTMLInputElement).value).toBe('5');
    type('Alerts a day', '2');
    await screen.findByText('Not saved yet.');
    expect(fake.state.settings.alertsPerDay).toBe(5);
    fireEvent.click(screen.getByRole('button', { name: 'Save the rules' }));
    await waitFor(() => expect(fake.state.settings.alertsPerDay).toBe(2));
    await screen.findByText('Saved');
  });

  it('mutes a symbol and gives another a level of its own, and takes both back', async () => {
    const { fake } = openWindow('#/rules');
    const add = await screen.findByLabelText('Add a symbol');
    fireEvent.change(add, { target: { value: 'DOGE-USD' } });
    fireEvent.change(await screen.findByLabelText('Add a symbol'), { target: { value: 'sol-usd' } });
    fireEvent.click(await screen.findByLabelText('Mute SOL-USD'));
    const level = screen.getByLabelText('Days between alerts of SOL-USD at least');
    fireEvent.change(level, { target: { value: '90' } });
    expect(level.getAttribute('aria-invalid')).toBe('true');
    fireEvent.change(level, { target: { value: '14' } });
    fireEvent.blur(level);
    fireEvent.click(screen.getByRole('button', { name: 'Save the rules' }));
    await waitFor(() =>
      expect(fake.state.settings.symbolRules).toEqual({
        'DOGE-USD': { muted: true, onceInDays: null, cooldownMinutes: null },
        'SOL-USD': { muted: false, onceInDays: 14, cooldownMinutes: null },
      }),
    );
    fireEvent.click(screen.getByRole('button', { name: 'As the watch-list: DOGE-USD' }));
    fireEvent.click(screen.getByRole('button', { name: 'Save the rules' }));
    await waitFor(() => expect(Object.keys(fake.state.settings.symbolRules)).toEqual(['SOL-USD']));
  });

  it('rehearses the draft, with progress, and compares with the run before', async () => {
    openWindow('#/rules');
    await screen.findByLabelText('Alerts a day');
    fireEvent.click(screen.getByRole('button', { name: 'Rehearse' }));
    await screen.findByRole('progressbar', { name: 'Rehearsal' });
    await screen.findByText(/for 5 promised/);
    type('Alerts a day', '0.1');
    fireEvent.click(screen.getByRole('button', { name: 'Rehearse' }));
    await screen.findByText(/for 0.1 promised/);
    expect(screen.getByText(/the run before: /)).toBeTruthy();
  });

  it('can be cancelled', async () => {
    openWindow('#/rules');
    await screen.findByLabelText('Alerts a day');
    fireEvent.click(screen.getByRole('button', { name: 'Rehearse' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
    await screen.findByText('What would have alerted?');
  });
});

describe('rules model', () => {
  it('tells only what differs, and what waits for a start', () => {
    const saved = rulesOf(defaultSettings());
    expect(changesOf(saved, { ...saved })).toEqual({});
    const changes = changesOf(saved, { ...saved, cooldownMinutes: 30, volumeRaises: true });
    expect(changes).toEqual({ cooldownMinutes: 30, volumeRaises: true });
    expect(needsRestart(changes)).toBe(true);
    expect(needsRestart({ cooldownMinutes: 1 })).toBe(false);
  });

  it('puts each anomaly into one day, the edges included', () => {
    const [detail] = allStored();
    const at = (detected_at: number, outcome: Rehearsed['outcome']): Rehearsed => ({
      anomaly: { ...detail.anomaly, detected_at },
      outcome,
      reason: '',
    });
    const from = Date.UTC(2026, 0, 1, 7);
    const days = byDays(
      [at(from, 'sent'), at(from + DAY_MS, 'digest'), at(from + 3 * DAY_MS, 'below_level')],
      from,
      from + 3 * DAY_MS,
    );
    expect(days.map(({ sent, digest, below }) => [sent, digest, below])).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
  });
});
