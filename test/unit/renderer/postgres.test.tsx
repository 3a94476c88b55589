/** PostgreSQL in the window: pasted, tried, created, connected, in trouble and let go, as a reader meets it. */
import './setup.ts';
import { fireEvent, type queries, type BoundFunctions, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { App } from '../../../src-renderer/app.tsx';
import { createConnection } from '../../../src-renderer/client/connection.ts';
import { createEngine, EngineProvider } from '../../../src-renderer/client/engine.tsx';
import { mirrorIsWell, mirrorText, withoutLabel } from '../../../src-renderer/ui/mirror-words.ts';
import { mirrorHealth } from '../../fakes/fake-engine/postgres.ts';
import { enginePort } from './engine-port.ts';

vi.mock('../../../src-renderer/chart/candle-chart.tsx', () => ({
  CandleChart: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

const FAST = { connectMs: 300, heartbeatMs: 200, answerMs: 2000, backoffMs: [30, 60] as const };
const PATIENCE = { timeout: 18_000 };
let stop: () => void = () => undefined;
beforeEach(() => {
  location.hash = '#/settings';
  localStorage.clear();
});
afterEach(() => stop());

async function open() {
  const fake = enginePort();
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
  // By selector: computing every role of a large page is slow without a browser.
  const find = (): HTMLElement | null => document.querySelector('section[aria-label=PostgreSQL]');
  await waitFor(() => expect(find()).not.toBeNull(), PATIENCE);
  return { fake, section: within(find()!) };
}
type Section = BoundFunctions<typeof queries>;
const paste = (section: Section, text: string): void =>
  void fireEvent.change(section.getByLabelText('Address'), { target: { value: text } });
const press = (section: Section, name: string): void => void fireEvent.click(section.getByRole('button', { name }));
const status = (): string => screen.getByRole('contentinfo', { name: 'Status' }).textContent;

describe('PostgreSQL in Settings', () => {
  it('tries what was pasted and says in one line what is wrong, at its step', async () => {
    const { fake, section } = await open();
    await waitFor(() => expect(section.getByRole('button', { name: 'Test' }).hasAttribute('disabled')).toBe(true));
    paste(section, 'postgres://ann:wrong@db.example.org/mane');
    press(section, 'Test');
    const list = await section.findByRole('list', { name: 'What was tried' }, PATIENCE);
    const failed = list.querySelector('[data-state=failed]');
    expect(failed?.getAttribute('data-step')).toBe('sign_in');
    expect(failed?.textContent).toContain('The server refused the password of user ann');
    expect(list.querySelectorAll('[data-state=ok]')).toHaveLength(3);
    expect(list.textContent).toContain('Not tried');
    expect(section.queryByRole('button', { name: 'Create it and connect' })).toBeNull();
    expect(fake.state.mirror).toBeUndefined();
    paste(section, 'hello');
    press(section, 'Connect');
    await section.findAllByText(
      /It does not begin with postgresql|PostgreSQL address: it does not begin/,
      {},
      PATIENCE,
    );
    expect(fake.state.settings.postgres.enabled).toBe(false);
  });

  it('offers to make the database, connects, shows the copy, and never the password again', async () => {
    const { fake, section } = await open();
    paste(section, 'postgres://ann:missing-canary@db.example.org/mane');
    press(section, 'Connect');
    fireEvent.click(await section.findByRole('button', { name: 'Create it and connect' }, PATIENCE));
    await section.findByText('postgresql://ann@db.example.org:5432/mane', {}, PATIENCE);
    expect(section.getByText('first copy, 22 %')).toBeTruthy();
    expect(section.getByText(/Copying to the server: 4,200 of 18,300/)).toBeTruthy();
    expect(section.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('23');
    expect(section.queryByLabelText('Address')).toBeNull();
    expect(document.body.innerHTML).not.toContain('canary');
    await waitFor(() => expect(status()).toContain('postgres first copy, 22 %'), PATIENCE);
    expect(fake.state.settings.postgres).toEqual({
      enabled: true,
      address: 'postgresql://ann@db.example.org:5432/mane',
    });
  });

  it('says what a stopped mirror needs, takes a corrected address, and lets go', async () => {
    const { fake, section } = await open();
    paste(section, 'postgres://ann:right@db.example.org/mane');
    press(section, 'Connect');
    await section.findByText('first copy, 22 %', {}, PATIENCE);
    const label = 'postgresql://ann@db.example.org:5432/mane';
    fake.state.mirror = mirrorHealth({
      state: 'refused',
      detail: `${label}: the server refused the password of user ann`,
    });
    expect((await section.findByRole('alert', {}, PATIENCE)).textContent).toBe(
      'The server refused the password of user ann',
    );
    press(section, 'Change');
    paste(section, 'postgres://ann:new@db.example.org/mane');
    press(section, 'Connect');
    await waitFor(() => expect(section.queryByRole('alert')).toBeNull(), PATIENCE);
    await waitFor(() => expect(section.queryByLabelText('Address')).toBeNull(), PATIENCE);
    press(section, 'Disconnect');
    await waitFor(() => expect(section.getByLabelText('Address').getAttribute('placeholder')).toBe(label), PATIENCE);
    expect(fake.state.settings.postgres.enabled).toBe(false);
  });
});

describe('the mirror in words', () => {
  it.each([
    [mirrorHealth(), 'in step', true],
    [mirrorHealth({ parked: 2 }), 'in step', false],
    [mirrorHealth({ state: 'connecting' }), 'connecting', true],
    [mirrorHealth({ state: 'initial_sync' }), 'first copy', true],
    [mirrorHealth({ state: 'behind', backlog: { rows: 1204, ranges: 2, oldestAt: 1 } }), '1,204 rows behind', true],
    [mirrorHealth({ state: 'behind', backlog: { rows: 0, ranges: 1, oldestAt: 1 } }), '1 price range behind', true],
    [
      mirrorHealth({ state: 'unreachable', backlog: { rows: 1, ranges: 0, oldestAt: 1 } }),
      'unreachable, 1 row waits',
      false,
    ],
    [
      mirrorHealth({ state: 'unreachable', backlog: { rows: 2, ranges: 0, oldestAt: 1 } }),
      'unreachable, 2 rows wait',
      false,
    ],
    [mirrorHealth({ state: 'refused' }), 'stopped', false],
  ])('%#', (mirror, text, isWell) => {
    expect(mirrorText(mirror)).toBe(text);
    expect(mirrorIsWell(mirror)).toBe(isWell);
  });

  it('does not repeat who and where', () => {
    expect(withoutLabel('postgresql://a@h:1/d: the server is away', 'postgresql://a@h:1/d')).toBe('The server is away');
    expect(withoutLabel('something else', null)).toBe('Something else');
  });
});
