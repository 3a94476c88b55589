import './setup.ts';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { App } from '../../../src-renderer/app.tsx';
import { createConnection } from '../../../src-renderer/client/connection.ts';
import { createEngine, EngineProvider } from '../../../src-renderer/client/engine.tsx';
import type { Mode } from '../../fakes/fake-engine/state.ts';
import { enginePort } from './engine-port.ts';

// jsdom has no canvas: the chart itself is looked at in a real browser (test/e2e).
vi.mock('../../../src-renderer/chart/candle-chart.tsx', () => ({ CandleChart: () => null }));

const FAST = { connectMs: 300, heartbeatMs: 200, answerMs: 2000, backoffMs: [30, 60] as const };
let stop: () => void = () => undefined;
beforeEach(() => localStorage.clear());
afterEach(() => stop());

function open(hash: string, mode: Mode = 'live') {
  location.hash = hash;
  const fake = enginePort(mode);
  const connection = createConnection(fake.open, FAST);
  stop = () => {
    connection.close();
    fake.stop();
  };
  render(
    <EngineProvider engine={createEngine(connection)}>
      <App />
    </EngineProvider>,
  );
  return fake;
}

it('shows the newest backup, when the next is due, and the room on the disk', async () => {
  open('#/health');
  const care = await screen.findByRole('region', { name: 'Care' });
  expect(care.textContent).toContain('Backup of 180 MB');
  expect(care.textContent).toContain('Room on the disk48 GB');
  expect(care.textContent).not.toContain('needs a look');
  expect(within(care).getByTitle(/mane-20260105-040000\.db, checked/)).toBeDefined();
  fireEvent.click(within(care).getByRole('button', { name: 'Back up now' }));
  await waitFor(() => expect(within(care).getByRole('status').textContent).toBe(''));
});

it('says in words what a full disk does and why the backup waits', async () => {
  open('#/health', 'error');
  const care = await screen.findByRole('region', { name: 'Care' });
  expect(care.textContent).toContain('The disk is nearly full');
  expect(care.textContent).toContain('needs a look');
  expect(care.textContent).toContain('candles, anomalies and news stay');
  expect(care.textContent).toContain('Backup: the disk is nearly full: no backup until there is room');
});

it('says on the line of Live that the disk is low or nearly full, and nothing while there is room', async () => {
  const fake = open('#/live', 'error');
  const line = await screen.findByRole('contentinfo', { name: 'Status' });
  const item = await within(line).findByText('disk nearly full, 120 MB free');
  expect(item.getAttribute('title')).toContain('candles, anomalies and news stay');
  expect(item.getAttribute('href')).toBe('#/health');
  fake.stop();
  cleanup();
  open('#/live');
  await within(await screen.findByRole('contentinfo', { name: 'Status' })).findByText(/^store/);
  expect(screen.queryByText(/^disk/)).toBeNull();
});

it('changes one setting of a group and leaves the others of it', async () => {
  const fake = open('#/settings');
  fireEvent.click(await screen.findByRole('switch', { name: 'Archive before deleting' }));
  await waitFor(() => expect(fake.state.settings.retention).toMatchObject({ archive: true, pricesDays: 30 }));
  const kept = screen.getByRole('textbox', { name: 'Backups kept' });
  fireEvent.change(kept, { target: { value: '7' } });
  fireEvent.blur(kept);
  await waitFor(() => expect(fake.state.settings.backup).toMatchObject({ keep: 7, enabled: true, hour: 4 }));
});
