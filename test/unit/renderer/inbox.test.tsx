import './setup.ts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { byDay, fateText, kindOf, shownAlerts } from '../../../src-renderer/views/inbox/inbox-model.ts';
import { allStored } from './stored.ts';
import { openWindow } from './open-window.tsx';

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-alert]')];

describe('inbox', () => {
  it('lists every alert newest first with what became of it, and counts the new ones on the rail', async () => {
    const { fake } = openWindow('#/inbox');
    const alerts = fake.state.alerts();
    await waitFor(() => expect(rows().map((row) => row.dataset.alert)).toEqual(alerts.map(({ id }) => id)));
    expect(screen.getByText('held back: quiet hours 23:00–07:00')).toBeTruthy();
    const rail = screen.getByRole('navigation', { name: 'Views' });
    expect(within(rail).getByLabelText(`${alerts.length} new`)).toBeTruthy();
  });

  it('keeps a choice in the address, and marks all as seen without losing why some were held back', async () => {
    const { fake } = openWindow('#/inbox');
    await waitFor(() => expect(rows().length).toBeGreaterThan(2));
    fireEvent.click(screen.getByRole('button', { name: /Held back/ }));
    await waitFor(() => expect(rows()).toHaveLength(2));
    expect(location.hash).toContain('kind=held');
    fireEvent.click(screen.getByRole('button', { name: /Mark all/ }));
    await waitFor(() => expect(fake.state.alerts().every(({ seen_at }) => seen_at !== null)).toBe(true));
    await waitFor(() => expect(screen.queryByLabelText(/ new$/)).toBeNull());
    expect(rows()).toHaveLength(2);
    fireEvent.click(screen.getByRole('button', { name: /^New/ }));
    await screen.findByText('All seen');
  });

  it('says what will come when there is none', async () => {
    openWindow('#/inbox', 'learning');
    await screen.findByText('No alert yet');
  });
});

describe('inbox model', () => {
  const alerts = allStored().flatMap((detail) => detail.alerts);
  it('groups by the days of the zone and keeps the order', () => {
    const shown = shownAlerts(alerts, 'all');
    const days = byDay(shown, 'utc');
    expect(days.flatMap((day) => day.alerts)).toEqual(shown);
    expect(new Set(days.map(({ day }) => day)).size).toBe(days.length);
  });

  it('has words for every fate, and an unknown kind is all', () => {
    const [alert] = alerts;
    expect(fateText({ ...alert, state: 'raised' })).toBe('on its way');
    expect(fateText({ ...alert, state: 'suppressed', reason: null })).toBe('held back: no reason was kept');
    expect(kindOf('nonsense')).toBe('all');
    expect(kindOf('held')).toBe('held');
  });
});
