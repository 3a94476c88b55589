import './setup.ts';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { OFFLINE_TEXT } from '../../../src-renderer/ui/offline-banner.tsx';
import type { Mode } from '../../fakes/fake-engine/state.ts';
import { rowOf } from '../../fakes/fake-engine/state.ts';
import { openWindow } from './open-window.tsx';

const open = (mode: Mode = 'live'): ReturnType<typeof openWindow> => openWindow('', mode);
const key = (name: string): void => void fireEvent.keyDown(document.body, { key: name });
const cards = (): HTMLElement[] => screen.getAllByRole('article');

describe('window', () => {
  it('shows rows, the feed newest first, and the status line', async () => {
    open();
    await waitFor(() => expect(document.querySelectorAll('[data-symbol]')).toHaveLength(10));
    await waitFor(() => expect(cards()[0]?.getAttribute('aria-label')).toContain('SOL-USD −4.2 % in 5 min'));
    const status = screen.getByRole('contentinfo', { name: 'Status' });
    expect(status.textContent).toContain('budget 5 of 5 today');
    expect(status.textContent).toContain('simulated');
    expect(status.textContent).toContain('news 5/5');
  });

  it('walks the feed by j and k, opens by Enter, closes by Escape', async () => {
    open();
    await waitFor(() => expect(cards().length).toBeGreaterThan(5));
    act(() => key('j'));
    act(() => key('j'));
    await waitFor(() => expect(cards()[1]?.hasAttribute('data-selected')).toBe(true));
    act(() => key('k'));
    await waitFor(() => expect(cards()[0]?.hasAttribute('data-selected')).toBe(true));
    act(() => key('Enter'));
    const drawer = await screen.findByRole('dialog', { name: 'Anomaly' });
    await within(drawer).findByText('10 facts in evidence');
    expect(location.hash).toContain('open=');
    act(() => key('Escape'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('opens the cited news item from its numeral in the feed', async () => {
    open();
    await waitFor(() => expect(cards().length).toBeGreaterThan(5));
    fireEvent.click(within(cards()[0]).getByRole('button', { name: 'Evidence 5' }));
    const news = await screen.findByTestId('cited-news');
    expect(news.textContent).toContain('CoinDesk');
    expect(news.textContent).toContain('before the onset');
    expect(document.querySelector('[data-evidence=E5]')?.getAttribute('aria-current')).toBe('true');
  });

  it('shows a new anomaly at the top and its sentences when they arrive', async () => {
    const { fake } = open();
    await waitFor(() => expect(cards().length).toBeGreaterThan(5));
    const made = fake.state.raise();
    fake.told.anomaly(rowOf(made));
    await waitFor(() => expect(cards()[0]?.getAttribute('data-anomaly')).toBe(made.anomaly.id));
    expect(cards()[0]?.textContent).toContain('reading the news');
    fake.told.narrative(fake.state.finish(made.anomaly.id).narrative!);
    await waitFor(() => expect(cards()[0]?.textContent).toContain('about once in 25 days'));
  });

  it('says that it is offline, keeps what it showed, and recovers', async () => {
    const { fake } = open();
    await waitFor(() => expect(cards().length).toBeGreaterThan(5));
    fake.kill();
    const banner = await screen.findByRole('alert');
    expect(banner.textContent).toContain(OFFLINE_TEXT);
    expect(cards().length).toBeGreaterThan(5);
    fake.revive();
    fireEvent.click(within(banner).getByRole('button', { name: 'Try now' }));
    await waitFor(() => expect(screen.queryByText(OFFLINE_TEXT)).toBeNull());
  });

  it('says what will appear when there is nothing yet, and tells back-fill and learning', async () => {
    open('learning');
    await screen.findByText('Nothing unusual so far');
    expect((await screen.findAllByText(/Reading history of DOGE: 42 %, about 6 s left/)).length).toBeGreaterThan(0);
    expect(screen.getAllByText('learning').length).toBeGreaterThan(5);
  });

  it('says what failed, in the words of the engine', async () => {
    open('error');
    await screen.findByText('The candles could not be read');
    expect(screen.getByText(/mane\.db cannot be read: the disk is full/)).toBeTruthy();
  });

  it('keeps a setting, and takes it back when the engine refuses', async () => {
    const { fake } = open();
    location.hash = '#/settings';
    fireEvent(window, new HashChangeEvent('hashchange'));
    // By what is written on them: roles are looked up slowly on so long a page.
    fireEvent.click(await screen.findByText('UTC', { selector: 'button' }));
    await waitFor(() => expect(fake.state.settings.appearance.time).toBe('utc'));
    fireEvent.click(screen.getByText('Local', { selector: 'button' }));
    await waitFor(() => expect(fake.state.settings.appearance.time).toBe('local'));
    fake.state.refuseSettings = true;
    fireEvent.click(screen.getByText('Light', { selector: 'button' }));
    await screen.findByText(/Not saved: .*disk is full/);
    expect(screen.getByText('Light', { selector: 'button' }).getAttribute('aria-pressed')).toBe('false');
  });

  it('goes to the views by their keys and finds by search', async () => {
    open();
    await waitFor(() => expect(cards().length).toBeGreaterThan(5));
    act(() => (key('g'), key('h')));
    const field = await screen.findByRole('searchbox');
    await waitFor(() => expect(document.querySelectorAll('[data-history]').length).toBe(11));
    fireEvent.change(field, { target: { value: 'settlement' } });
    await waitFor(() => expect(document.querySelectorAll('[data-history]').length).toBe(1));
    fireEvent.change(field, { target: { value: 'no such words' } });
    await screen.findByText('Nothing found');
    act(() => (key('g'), key('e')));
    await screen.findByRole('heading', { name: 'Health' });
    act(() => key('/'));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('searchbox')));
  });
});
