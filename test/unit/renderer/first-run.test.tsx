/** The guide over the fake engine: shown on a folder in which nothing was chosen, one step after the other, and never again. */
import './setup.ts';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../../src-shared/settings.ts';
import type { Mode } from '../../fakes/fake-engine/state.ts';
import { openWindow } from './open-window.tsx';

function openFresh(mode: Mode = 'live', venueDown = false) {
  const opened = openWindow('', mode);
  opened.fake.state.settings = { ...defaultSettings(), firstRun: 'due' };
  opened.fake.state.simulated = false;
  opened.fake.state.venueDown = venueDown;
  return opened;
}
const chosen = (): string[] =>
  [...document.querySelectorAll<HTMLElement>('[data-chosen]')].map(({ dataset }) => dataset.chosen ?? '');
const press = (name: string | RegExp): void => void fireEvent.click(screen.getByRole('button', { name }));

describe('first run', () => {
  it('is shown on a fresh folder and not on one where something was chosen', async () => {
    openFresh();
    await screen.findByRole('heading', { name: 'What should MANE watch?' });
    expect(location.hash).toBe('#/first-run');
    expect(screen.queryByRole('navigation', { name: 'Views' })).toBeNull();
  });

  it('leaves a known folder, and the simulated market of the demo, alone', async () => {
    const { fake } = openWindow('');
    fake.state.settings = { ...defaultSettings(), firstRun: 'due' };
    await screen.findByRole('contentinfo', { name: 'Status' });
    await waitFor(() => expect(document.querySelectorAll('[data-symbol]').length).toBe(10));
    expect(screen.queryByRole('heading', { name: 'What should MANE watch?' })).toBeNull();
  });

  it('finds symbols by typing, chooses and takes back by the keyboard', async () => {
    openFresh();
    const field = await screen.findByRole('combobox', { name: 'Search its markets' });
    expect(chosen()).toHaveLength(8);
    fireEvent.change(field, { target: { value: 'ltc' } });
    const options = within(screen.getByRole('listbox', { name: 'Symbols' })).getAllByRole('option');
    expect(options.map(({ textContent }) => textContent)).toEqual(['LTC-USD', 'LTC-USDT', 'LTC-EUR']);
    fireEvent.keyDown(field, { key: 'ArrowDown' });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(chosen()).toContain('LTC-USDT');
    fireEvent.change(field, { target: { value: '' } });
    fireEvent.keyDown(field, { key: 'Backspace' });
    expect(chosen()).not.toContain('LTC-USDT');
    press('Remove DOGE-USD');
    expect(chosen()).not.toContain('DOGE-USD');
    press('Choose the suggested ones');
    expect(chosen()).toContain('DOGE-USD');
  });

  it('goes through its three steps, starts the engine over with the choice, and is done', async () => {
    const { fake } = openFresh();
    await screen.findByRole('combobox', { name: 'Search its markets' });
    press('Remove ADA-USD');
    press('Watch 7 symbols');
    await screen.findByRole('heading', { name: 'How often may it interrupt you?' });
    expect(fake.state.settings.symbols).toHaveLength(7);
    expect(fake.state.restarts).toBe(0);
    press(/^1 a day/);
    press('Test: Send a test notification');
    await screen.findByText(/no daemon/);
    press('Read the history');
    await screen.findByRole('heading', { name: 'Learning what is usual' });
    expect(fake.state.restarts).toBe(1);
    expect(fake.state.settings.alertsPerDay).toBe(1);
    await waitFor(() => expect(document.querySelector('[data-history=done]')).not.toBeNull());
    press('Watch the market');
    await waitFor(() => expect(fake.state.settings.firstRun).toBe('done'));
    await screen.findByRole('navigation', { name: 'Views' });
    expect(location.hash).toBe('#/live');
  });

  it('leads to the simulated market in one click', async () => {
    const { fake } = openFresh();
    fireEvent.click(await screen.findByRole('button', { name: 'Explore the simulated market' }));
    await waitFor(() => expect(fake.state.restarts).toBe(1));
    expect(fake.state.settings).toMatchObject({ simulated: true, firstRun: 'done' });
    await waitFor(() => expect(location.hash).toBe('#/live'));
  });

  it('names what failed when the venue cannot be reached, keeps the shipped symbols usable, and tries again', async () => {
    const { fake } = openFresh('live', true);
    const told = await screen.findByRole('alert');
    expect(told.textContent).toContain('Coinbase Exchange: could not connect: ECONNREFUSED');
    expect(chosen()).toEqual(defaultSettings().symbols);
    expect(screen.getByRole('button', { name: 'Watch 8 symbols' })).toBeTruthy();
    fake.state.venueDown = false;
    press('Try again');
    await screen.findByRole('combobox', { name: 'Search its markets' });
  });

  it('shows the history being read with the time that is left, and stops when asked', async () => {
    const { fake } = openFresh('learning');
    await screen.findByRole('heading', { name: 'What should MANE watch?' });
    act(() => {
      location.hash = '#/first-run?step=history';
      fireEvent(window, new HashChangeEvent('hashchange'));
    });
    await screen.findByText('4 of 10 days read');
    expect(screen.getByText('now DOGE-USD · about 6 s left')).toBeTruthy();
    press('Stop reading');
    await waitFor(() => expect(fake.state.backfillDone).toBe(10));
    await screen.findByText(/^Stopped\. What was read is used/);
  });

  it('can be skipped, and is not shown again', async () => {
    const { fake } = openFresh();
    fireEvent.click(await screen.findByRole('button', { name: 'Skip the guide' }));
    await waitFor(() => expect(fake.state.settings.firstRun).toBe('done'));
    await waitFor(() => expect(location.hash).toBe('#/live'));
  });
});
