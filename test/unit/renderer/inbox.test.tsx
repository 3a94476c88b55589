import './setup.ts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import {
  byDay,
  fateText,
  inGroups,
  isMissed,
  kindOf,
  shownAlerts,
  symbolOf,
} from '../../../src-renderer/views/inbox/inbox-model.ts';
import { allStored } from './stored.ts';
import { openWindow } from './open-window.tsx';

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-alert]')];

describe('inbox', () => {
  it('lists every alert newest first with what became of it, and counts the new ones on the rail', async () => {
    const { fake } = openWindow('#/inbox');
    const alerts = fake.state.alerts();
    await waitFor(() =>
      expect(new Set(rows().map((row) => row.dataset.alert))).toEqual(new Set(alerts.map(({ id }) => id))),
    );
    // What was missed while quiet stands first, under a heading of its own; the rest by time.
    const missed = alerts.filter(isMissed);
    expect(missed.length).toBeGreaterThan(0);
    const rest = alerts.filter((alert) => !isMissed(alert));
    const order = [...missed, ...rest].map(({ id }) => id);
    expect(rows().map((row) => row.dataset.alert)).toEqual(order);
    // The preview has been looked at by now; it stays where it was.
    await waitFor(() => expect(fake.state.alerts().find(({ id }) => id === order[0])?.seen_at).not.toBeNull());
    expect(rows().map((row) => row.dataset.alert)).toEqual(order);
    expect(screen.getByRole('heading', { name: /^Missed while quiet/ })).toBeTruthy();
    expect(screen.getByText('held back: quiet hours, 23:00 to 07:00; it is in the digest')).toBeTruthy();
    const rail = screen.getByRole('navigation', { name: 'Views' });
    expect(within(rail).getByLabelText(/^\d+ new$/)).toBeTruthy();
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

  it('keeps to a symbol and to what was delivered, and marks the selected one as seen by its key', async () => {
    const { fake } = openWindow('#/inbox');
    await waitFor(() => expect(rows().length).toBeGreaterThan(2));
    const [first] = fake.state.alerts().filter((alert) => alert.delivered_at !== null && alert.seen_at === null);
    fireEvent.change(screen.getByLabelText('Symbol'), { target: { value: symbolOf(first) } });
    fireEvent.click(screen.getByRole('button', { name: /^Delivered/ }));
    await waitFor(() => expect(rows().every((row) => row.textContent.includes(symbolOf(first)))).toBe(true));
    expect(location.hash).toContain('kind=delivered');
    fireEvent.click(rows().find((row) => row.dataset.alert === first.id)!);
    fireEvent.keyDown(document.body, { key: 'e' });
    await waitFor(() => expect(fake.state.alerts().find(({ id }) => id === first.id)?.seen_at).not.toBeNull());
    expect(fake.state.alerts().some(({ seen_at }) => seen_at === null)).toBe(true);
  });

  it('draws only what is in sight of a long list', async () => {
    const { fake, engine } = openWindow('#/inbox');
    await waitFor(() => expect(rows().length).toBeGreaterThan(2));
    const [alert] = fake.state.alerts();
    const many = Array.from({ length: 480 }, (_, i) => ({ ...alert, id: `many-${i}`, raised_at: alert.raised_at - i * 600_000 })); // prettier-ignore
    // The first answer of the engine may still be on its way, and would come over it.
    await waitFor(() => {
      if (rows()[0]?.dataset.alert !== 'many-0') engine.store.alerts.replace(many.map((one) => [one.id, one]));
      expect(rows()[0]?.dataset.alert).toBe('many-0');
      expect(rows().length).toBeLessThan(40);
      expect(screen.getByRole('button', { name: /^All\s*480/ })).toBeTruthy();
    });
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

  it('puts first what rested on purpose and was not looked at, where that is asked for', () => {
    const [alert] = alerts;
    const held = (reason: string, seen_at: number | null = null) => ({ ...alert, id: reason, state: 'suppressed' as const, reason, seen_at }); // prettier-ignore
    const some = [
      held('quiet hours 23:00–07:00'),
      held('snoozed until 2026-03-27T15:00:00.000Z'),
      held('hard stop: kept for the digest'),
      held('quiet hours 22:00–06:00', 5),
    ];
    expect(some.map(isMissed)).toEqual([true, true, false, false]);
    const missed = new Set(some.filter(isMissed).map(({ id }) => id));
    expect(inGroups(some, 'all', 'utc', missed).map(({ missed, alerts: of }) => [missed, of.length])).toEqual([
      [true, 2],
      [false, 2],
    ]);
    expect(inGroups(some, 'held', 'utc', missed).map(({ missed }) => missed)).toEqual([false]);
  });

  it('has words for every fate, and an unknown kind is all', () => {
    const [alert] = alerts;
    expect(fateText({ ...alert, state: 'raised' })).toBe('on its way');
    expect(fateText({ ...alert, state: 'suppressed', reason: null })).toBe('held back: no reason was kept');
    expect(kindOf('nonsense')).toBe('all');
    expect(kindOf('held')).toBe('held');
  });
});
