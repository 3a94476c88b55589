import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterEach, describe, expect, test } from 'vitest';
import { OUTLETS } from '../../../src-main/simulate/outlets.ts';
import { demoScript } from '../../../src-main/simulate/script.ts';
import { EPOCH, MINUTE, stage, type Stage, type StageOptions } from './clients.ts';

const open: Stage[] = [];
afterEach(async () => {
  for (const { simulation } of open.splice(0)) await simulation.close();
});
async function start(options?: StageOptions): Promise<Stage> {
  const made = await stage(options);
  open.push(made);
  return made;
}

interface Item {
  title: string;
  time: number;
}
const parser = new XMLParser({ isArray: (name) => name === 'item' || name === 'entry' });

async function read(url: string): Promise<Item[]> {
  const text = await (await fetch(url)).text();
  expect(XMLValidator.validate(text)).toBe(true);
  const parsed = parser.parse(text) as {
    rss?: { channel: { item?: Record<string, string>[] } };
    feed?: { entry?: Record<string, string>[] };
  };
  const items = parsed.rss?.channel.item ?? parsed.feed?.entry ?? [];
  return items.map((item) => ({ title: item['title'], time: Date.parse(item['pubDate'] ?? item['published'] ?? '') }));
}
const readAll = async (set: Stage): Promise<Item[]> =>
  (await Promise.all(set.simulation.newsFeeds.map(({ url }) => read(url)))).flat();

describe('the simulated publishers', () => {
  test('four well-formed feeds with items of the past only, newest first', async () => {
    const set = await start({ startMinutes: 42 });
    expect(set.simulation.newsFeeds.map(({ id }) => id)).toEqual(OUTLETS.map(({ title }) => title));
    for (const { url } of set.simulation.newsFeeds) {
      const items = await read(url);
      expect(items.length).toBeGreaterThan(5);
      const times = items.map(({ time }) => time);
      expect(times).toEqual([...times].sort((a, b) => b - a));
      expect(times[0]).toBeLessThanOrEqual(EPOCH + 42 * MINUTE);
    }
  });

  test('each headline of the demo appears when it is published, not before', async () => {
    const set = await start();
    const headlines = demoScript()
      .flatMap((event) => event.headlines)
      .sort((a, b) => a.minute - b.minute);
    for (const { title, minute } of headlines) {
      set.advance(minute - 0.02);
      expect((await readAll(set)).map((item) => item.title)).not.toContain(title);
      set.advance(minute + 0.02);
      expect((await readAll(set)).map((item) => item.title)).toContain(title);
    }
  });

  test('a reader who polls every five minutes has the first story no later than five minutes after the onset', async () => {
    const set = await start();
    const [event] = demoScript();
    const seen: number[] = [];
    for (let minute = 0; minute <= 15; minute += 5) {
      set.advance(minute);
      if ((await readAll(set)).some(({ title }) => title === event.headlines[0].title)) seen.push(minute);
    }
    expect(seen[0]).toBeLessThanOrEqual(event.minute + 5);
  });

  test('small talk stays away from the assets of the demo’s events', async () => {
    const set = await start({ startMinutes: 60, script: undefined });
    const scripted = new Set(demoScript().flatMap((event) => event.headlines.map(({ title }) => title)));
    const talk = (await readAll(set)).filter(({ title }) => !scripted.has(title));
    expect(talk.length).toBeGreaterThan(20);
    expect(talk.filter(({ title }) => /Solana|Cardano|Avalanche/.test(title))).toEqual([]);
  });

  test('a conditional GET gets 304 until something new is out', async () => {
    const set = await start();
    const { url } = set.simulation.newsFeeds[0];
    const first = await fetch(url);
    const header = (name: string) => first.headers.get(name) ?? '';
    const conditions: Record<string, string>[] = [
      { 'if-none-match': header('etag') },
      { 'if-modified-since': header('last-modified') },
    ];
    for (const headers of conditions) {
      const again = await fetch(url, { headers });
      expect([again.status, await again.text()]).toEqual([304, '']);
    }
    set.advance(120);
    for (const headers of conditions) expect((await fetch(url, { headers })).status).toBe(200);
  });

  test('one feed can be down and all can answer HTML', async () => {
    const set = await start();
    const [one, two] = set.simulation.newsFeeds;
    set.simulation.control.newsDown(one.id, true);
    expect([(await fetch(one.url)).status, (await fetch(two.url)).status]).toEqual([503, 200]);
    set.simulation.control.newsDown(one.id, false);
    set.simulation.control.answerHtml(true);
    const html = await fetch(one.url);
    expect([html.status, html.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect((await fetch(new URL('/nobody/feed.xml', one.url))).status).toBe(404);
  });
});
