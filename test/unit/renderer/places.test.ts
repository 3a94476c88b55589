import './setup.ts';
import { describe, expect, it, vi } from 'vitest';
import { createKeyReader, onCommand, run, type KeyPress } from '../../../src-renderer/client/keys.ts';
import { socketAddress } from '../../../src-renderer/client/socket-transport.ts';
import { hashOf, parseRoute } from '../../../src-renderer/client/route.ts';
import { resolveTheme } from '../../../src-renderer/client/settings.ts';
import { moveSelection, orderFeed } from '../../../src-renderer/live/feed-order.ts';
import { firstRange, lanesOf, positionOf, within } from '../../../src-renderer/views/anomaly/timeline-layout.ts';
import { allStored, stored } from './stored.ts';

describe('feed order', () => {
  const anomalies = allStored().map(({ anomaly }) => anomaly);
  it('is newest first whatever order rows come in, with market-wide members under their leader', () => {
    const forward = orderFeed(anomalies);
    expect(orderFeed([...anomalies].reverse())).toEqual(forward);
    const times = forward.map(({ id }) => anomalies.find((anomaly) => anomaly.id === id)!.detected_at);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const leader = stored('BTC-USD').anomaly;
    const group = forward.find(({ id }) => id === leader.id);
    expect(group?.others).toEqual(['ETH-USD', 'AVAX-USD']);
    expect(group?.members).toEqual(['ETH-USD', 'AVAX-USD'].map((symbol) => stored(symbol).anomaly.id));
    expect(forward).toHaveLength(anomalies.length - 2);
  });

  it('lets a member stand alone when its leader is not at hand', () => {
    const member = stored('ETH-USD').anomaly;
    expect(orderFeed([member])).toEqual([{ id: member.id, others: [], members: [] }]);
  });

  it('orders equal times by id and cuts at the limit', () => {
    const base = stored('SOL-USD').anomaly;
    expect(
      orderFeed(
        [
          { ...base, id: 'b' },
          { ...base, id: 'a' },
          { ...base, id: 'c' },
        ],
        2,
      ).map(({ id }) => id),
    ).toEqual(['a', 'b']);
  });

  it('moves the selection and stays at the ends', () => {
    const ids = ['a', 'b', 'c'];
    expect(moveSelection(ids, null, 1)).toBe('a');
    expect(moveSelection(ids, 'a', 1)).toBe('b');
    expect(moveSelection(ids, 'c', 1)).toBe('c');
    expect(moveSelection(ids, 'a', -1)).toBe('a');
    expect(moveSelection(ids, 'gone', 1)).toBe('a');
    expect(moveSelection([], null, 1)).toBeNull();
  });
});

describe('keyboard', () => {
  const press = (key: string, extra: Partial<KeyPress> = {}): KeyPress => ({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    typing: false,
    at: 0,
    ...extra,
  });

  it('reads single keys and two-key sequences', () => {
    const read = createKeyReader();
    expect(read(press('j'))).toBe('next');
    expect(read(press('g', { at: 1000 }))).toBeNull();
    expect(read(press('h', { at: 1500 }))).toBe('go-history');
    expect(read(press('g', { at: 2000 }))).toBeNull();
    expect(read(press('l', { at: 3000 }))).toBeNull();
    expect(read(press('x'))).toBeNull();
  });

  it('leaves letters to a field, but not Escape and the palette', () => {
    const read = createKeyReader();
    expect(read(press('j', { typing: true }))).toBeNull();
    expect(read(press('/', { typing: true }))).toBeNull();
    expect(read(press('Escape', { typing: true }))).toBe('back');
    expect(read(press('k', { ctrlKey: true, typing: true }))).toBe('palette');
    expect(read(press('j', { ctrlKey: true }))).toBeNull();
    expect(read(press('1', { altKey: true }))).toBeNull();
  });

  it('asks a fallback only when no other handler is there, whoever came first', () => {
    const [own, fallback] = [vi.fn(), vi.fn()];
    const leaveOwn = onCommand('search', own);
    const leaveFallback = onCommand('search', fallback, true);
    run('search');
    expect([own.mock.calls.length, fallback.mock.calls.length]).toEqual([1, 0]);
    leaveOwn();
    run('search');
    expect(fallback).toHaveBeenCalledOnce();
    leaveFallback();
  });

  it('asks the handler that was added last, and the one before when it left', () => {
    const [first, second] = [vi.fn(), vi.fn()];
    const leaveFirst = onCommand('table', first);
    const leaveSecond = onCommand('table', second);
    run('table');
    leaveSecond();
    run('table');
    leaveFirst();
    expect(run('table')).toBe(false);
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1]);
  });
});

describe('places', () => {
  it('survive the round trip through the address', () => {
    const id = stored('SOL-USD').anomaly.id;
    expect(parseRoute(hashOf('live', { symbol: 'BTC-USD', tf: '5m', open: id, cite: null }))).toEqual({
      view: 'live',
      id: null,
      params: { symbol: 'BTC-USD', tf: '5m', open: id },
    });
    expect(parseRoute(`#/anomaly/${id}`)).toEqual({ view: 'anomaly', id, params: {} });
    expect(parseRoute(hashOf('history', { q: 'a & b=c?d' })).params.q).toBe('a & b=c?d');
  });

  it.each(['', '#', '#/', '#/nowhere', '#/anomaly', '#/anomaly/', '#/%E0%A4%A', '#//', '#/../../etc'])(
    '%j is Live',
    (hash) => {
      expect(parseRoute(hash).view).toBe('live');
    },
  );

  it('speak to the own host only', () => {
    expect(socketAddress({ protocol: 'http:', host: '127.0.0.1:4321', search: '?token=a%2Bb' })).toBe(
      'ws://127.0.0.1:4321/rpc?token=a%2Bb',
    );
    expect(socketAddress({ protocol: 'https:', host: 'h', search: '' })).toBe('wss://h/rpc');
  });

  it('take the theme of the system only when asked to', () => {
    expect([
      resolveTheme('system', true),
      resolveTheme('system', false),
      resolveTheme('dark', true),
      resolveTheme('light', false),
    ]).toEqual(['light', 'dark', 'dark', 'light']);
  });
});

describe('news timeline', () => {
  const { articles, clusters } = stored('SOL-USD');
  it('puts the onset in the middle, before on the left', () => {
    expect([positionOf(-30, 30), positionOf(0, 30), positionOf(30, 30)]).toEqual([0, 50, 100]);
    expect(within(articles, 30).map(({ time_diff_minutes }) => time_diff_minutes)).toEqual([-6, -3, 9, 14, 21]);
  });

  it('gives each story a lane and single reports the last one', () => {
    expect(lanesOf(articles, clusters, 180).map(({ cluster, items }) => [cluster, items.length])).toEqual([
      [0, 3],
      [1, 2],
      [-1, 1],
    ]);
  });

  it('starts as narrow as it can with everything cited in it', () => {
    expect(firstRange(articles, new Set())).toBe(30);
    const far = articles.find(({ time_diff_minutes }) => time_diff_minutes === -52)!;
    expect(firstRange(articles, new Set([far.id]))).toBe(180);
    expect(firstRange([], new Set())).toBe(30);
  });
});
