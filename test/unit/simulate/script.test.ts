import { describe, expect, test } from 'vitest';
import { loadLinker } from '../../../src-main/news/linker.ts';
import { lexiconSentiment } from '../../../src-main/news/sentiment.ts';
import { demoScript, scriptFor } from '../../../src-main/simulate/script.ts';
import { defaultSettings } from '../../../src-shared/settings.ts';
import { EPOCH, MINUTE } from './clients.ts';

const DAY = 1440 * MINUTE;
const SYMBOLS = defaultSettings().symbols;

describe('the script', () => {
  test('the demo tells the three causes at minutes 8, 20 and 35', () => {
    expect(demoScript().map(({ cause, symbol, minute }) => [cause, symbol, minute])).toEqual([
      ['likely_cause', 'SOL-USD', 8],
      ['reported_afterwards', 'ADA-USD', 20],
      ['cause_unknown', 'AVAX-USD', 35],
    ]);
  });

  test.each([1, 2, 3, 5])('a watch-list of %i symbols has only events of its own', (count) => {
    const symbols = SYMBOLS.slice(0, count);
    for (const { symbol } of scriptFor('short', EPOCH, DAY, symbols)) expect([null, ...symbols]).toContain(symbol);
  });

  test('it goes on for ever, 30–60 minutes apart, with every kind and market-wide ones', () => {
    const events = scriptFor('long', EPOCH, 10 * DAY);
    const gaps = events.slice(3).map((event, k) => event.minute - events[k + 2].minute);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(30);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(60);
    expect(new Set(events.map(({ cause }) => cause)).size).toBe(3);
    expect(events.some(({ symbol }) => symbol === null)).toBe(true);
    expect(scriptFor('long', EPOCH, DAY)).toEqual(events.filter(({ onset }) => onset < EPOCH + DAY));
  });

  test('stories come before or after as the truth says, from two outlets; what is unexplained has none', () => {
    for (const { cause, onset, headlines, symbol } of scriptFor('times', EPOCH, 10 * DAY)) {
      const stories = headlines.filter(({ priceReport }) => !priceReport);
      const minutes = stories.map(({ publishedAt }) => (publishedAt - onset) / MINUTE);
      if (cause === 'cause_unknown') expect(headlines).toEqual([]);
      else expect(new Set(stories.map(({ outlet }) => outlet)).size).toBe(2);
      if (cause === 'likely_cause') minutes.forEach((minute) => expect(minute >= -4 && minute <= -1).toBe(true));
      if (cause === 'reported_afterwards') minutes.forEach((minute) => expect(minute >= 6 && minute <= 12).toBe(true));
      if (cause === 'reported_afterwards')
        expect(headlines.some((headline) => headline.priceReport && headline.symbol === symbol)).toBe(true);
    }
  });

  test('an unexplained symbol has no story from three hours before to three hours after, within its half day', () => {
    const events = scriptFor('silence', EPOCH, 10 * DAY);
    const halfDay = (minute: number) => Math.floor(minute / 720);
    for (const quiet of events.filter(({ cause }) => cause === 'cause_unknown')) {
      const near = events.filter(
        ({ symbol, minute, headlines }) =>
          symbol === quiet.symbol &&
          headlines.length > 0 &&
          Math.abs(minute - quiet.minute) <= 180 &&
          halfDay(minute) === halfDay(quiet.minute),
      );
      expect(near).toEqual([]);
    }
  });

  test('readers understand the headlines as meant: asset, price report, and sentiment with the direction', () => {
    const linker = loadLinker();
    for (const event of scriptFor('words', EPOCH, 10 * DAY)) {
      const direction = Math.sign(event.returns[0]);
      for (const headline of event.headlines) {
        const linked = linker.link(headline);
        expect(linked.assets, headline.title).toEqual(event.symbol === null ? [] : [event.symbol.split('-')[0]]);
        expect(linked.priceReport, headline.title).toBe(headline.priceReport);
        if (!headline.priceReport)
          expect(direction * lexiconSentiment.score(headline.title)!, headline.title).toBeGreaterThan(0);
      }
    }
  });
});
