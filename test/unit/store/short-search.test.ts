/** Texts are read a hundred at a time: one or two letters find what lies beyond the first hundred, in order, and a filter too. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCore, type StoreCore } from '../../../src-main/store/sqlite-core.ts';
import { anomaly, narrativeOf, temporaryFolder } from '../../conformance/store-samples.ts';

const COUNT = 350;
const RARE = new Set([3, 40, 260]);
const here = temporaryFolder();
let core: StoreCore;
const idOf = (k: number): string => anomaly(k).id;

beforeAll(() => {
  core = openCore({ path: here.db, transient: true });
  for (let k = 0; k < COUNT; k++) {
    const one = anomaly(k);
    core.writer!.raise(one, null);
    const narrative_text = RARE.has(k) ? 'Zqueue halted withdrawals.' : 'Nothing of note was found.';
    core.writer!.saveNarrative(narrativeOf(one, { narrative_text }), [], 'accepted');
  }
});
afterAll(() => {
  core.close();
  here.remove();
});

const found = (text: string, more: object = {}): string[] =>
  core.reader.search({ text, limit: 50, ...more }).map(({ anomaly: { id } }) => id);

describe('a search among more texts than are read at once', () => {
  it('finds two letters wherever they stand, newest first', () => expect(found('zq')).toEqual([260, 40, 3].map(idOf)));

  it('finds them again from what is held', () => expect(found('zq')).toEqual([260, 40, 3].map(idOf)));

  it('fills a page with the newest', () =>
    expect(found('no')).toEqual(
      Array.from({ length: COUNT }, (_, k) => COUNT - 1 - k)
        .filter((k) => !RARE.has(k))
        .slice(0, 50)
        .map(idOf),
    ));

  it('keeps to a filter', () =>
    expect(found('zqueue', { from: anomaly(30).detected_at })).toEqual([260, 40].map(idOf)));

  it('forgets what was deleted meanwhile', () => {
    core.db!.prepare('DELETE FROM anomalies WHERE id = ?').run(idOf(40));
    expect(found('zq')).toEqual([260, 3].map(idOf));
  });
});
