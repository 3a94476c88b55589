/** The Health board: what is promised and what it reads, drawn and read out; connections whole; a rest for notifications. */
import './setup.ts';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { createKeyReader } from '../../../src-renderer/client/keys.ts';
import { tomorrowMorning } from '../../../src-renderer/client/snooze.ts';
import { receiptAge } from '../../../src-renderer/ui/receipt-age.ts';
import { dayBounds } from '../../../src-renderer/views/health/day-bounds.ts';
import { egressCsv, hostText } from '../../../src-renderer/views/health/egress-csv.ts';
import { openWindow } from './open-window.tsx';

const region = (name: string | RegExp): Promise<HTMLElement> => screen.findByRole('region', { name });

describe('health', () => {
  it('reads out promised and realised day by day, with both lines', async () => {
    openWindow('#/health');
    const chart = await screen.findByRole('figure', { name: 'Alerts of the last 30 days' });
    const days = within(chart).getAllByRole('listitem');
    expect(days).toHaveLength(30);
    expect(days[0]?.getAttribute('aria-label')).toMatch(
      /^\w+ \w+: \d+ delivered, \d+ held back, \d+ kept in the digest$/,
    );
    expect(chart.textContent).toContain('never over 10');
    expect(chart.textContent).toContain('about 5');
  });

  it('lists every connection, and asks to look at one that nobody signed for', async () => {
    openWindow('#/health', 'error');
    const table = (await screen.findAllByRole('table'))[0];
    expect(within(table).getAllByRole('row').length).toBe(7);
    expect(within(table).getByRole('row', { name: /203\.0\.113\.7 not known/ })).toBeTruthy();
    expect(within(table).getByRole('row', { name: /db\.example\.net:5432 PostgreSQL/ })).toBeTruthy();
    const board = document.querySelector('section[aria-label=Connections]')!;
    expect(board.textContent).toContain('needs a look');
  });

  it('says how quickly the engine answers, and leads to the question why', async () => {
    openWindow('#/health');
    const engine = await region('Engine');
    expect(engine.textContent).toContain('answers within 1.4 ms');
    expect(engine.textContent).toContain('Memory212 MB');
    expect(screen.getByRole('link', { name: /Why did, or didn’t/ }).getAttribute('href')).toBe('#/why');
  });

  it('lets notifications rest for an hour by key, says until when, and ends it by a click', async () => {
    const { fake } = openWindow('#/health');
    await region('Engine');
    fireEvent.keyDown(document.body, { key: 'z' });
    fireEvent.keyDown(document.body, { key: 'h' });
    await waitFor(() => expect(fake.state.settings.snooze).not.toBeNull());
    const { from, until } = fake.state.settings.snooze!;
    expect(until - from).toBe(3_600_000);
    fireEvent.click(await screen.findByRole('button', { name: /^snoozed until \d\d:\d\d/ }));
    await waitFor(() => expect(fake.state.settings.snooze).toBeNull());
  });
});

describe('parts of the board', () => {
  it('an age is by the clock that received, and never negative: a clock that is set is right with the next event', () => {
    const received = 1_000_000;
    expect(receiptAge(received, received + 400, 1)).toBe(400);
    expect(receiptAge(received, received - 7_200_000, 1)).toBe(0);
    // Set forward by three hours: too much until the next event, then right.
    expect(receiptAge(received + 10_800_000, received + 10_800_400, 1)).toBe(400);
    expect(receiptAge(received, received + 60_000, 60)).toBe(1000);
    expect([receiptAge(null, 1, 1), receiptAge(1, null, 1)]).toEqual([null, null]);
  });

  it('days begin at midnight of the zone and are as many as were asked for', () => {
    const now = Date.UTC(2026, 2, 27, 14, 31);
    const bounds = dayBounds(now, 30, 'utc');
    expect(bounds).toHaveLength(31);
    expect([bounds[29], bounds[30]]).toEqual([Date.UTC(2026, 2, 27), Date.UTC(2026, 2, 28)]);
    const local = dayBounds(now, 400, 'local');
    expect(local.every((bound) => new Date(bound).getHours() === 0)).toBe(true);
    expect(new Set(local).size).toBe(401);
  });

  it('a rest until tomorrow ends in the morning, also when it begins after midnight', () => {
    expect(tomorrowMorning(Date.UTC(2026, 2, 27, 23), 'utc')).toBe(Date.UTC(2026, 2, 28, 7));
    expect(tomorrowMorning(Date.UTC(2026, 2, 27, 0, 30), 'utc', '06:15')).toBe(Date.UTC(2026, 2, 28, 6, 15));
  });

  it('two keys make one command, whichever letter begins it', () => {
    const read = createKeyReader();
    const press = (key: string, at: number) => read({ key, ctrlKey: false, metaKey: false, altKey: false, typing: false, at }); // prettier-ignore
    expect([press('z', 0), press('h', 100), press('g', 200), press('h', 300)]).toEqual([null, 'snooze-hour', null, 'go-history']); // prettier-ignore
    expect([press('z', 1000), press('h', 2000)]).toEqual([null, null]);
  });

  it('the table of connections is a plain file with nothing a spreadsheet would run', () => {
    const row = { host: '=evil.example', port: 443, askers: ['news' as const], requests: 1, connections: 1, received: 5, sent: 3, firstAt: 0, lastAt: 1000 }; // prettier-ignore
    const [head, line] = egressCsv([row]).split('\r\n');
    expect(head).toContain('"host"');
    expect(line).toBe(`"'=evil.example",443,"news",1,1,5,3,"1970-01-01T00:00:00.000Z","1970-01-01T00:00:01.000Z"`);
    expect([hostText({ host: 'a.example', port: 443 }), hostText({ host: '::1', port: 8080 })]).toEqual(['a.example', '[::1]:8080']); // prettier-ignore
  });
});
