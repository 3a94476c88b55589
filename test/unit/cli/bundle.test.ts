/** A bundle holds what a narrative was judged on, gives the same verdict again, and shows what was changed in it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../src-shared/market.ts';
import type { Bundle } from '../../../src-shared/bundle.ts';
import { loadLinker } from '../../../src-main/news/linker.ts';
import { composeNarrative } from '../../../src-main/narrate/compose.ts';
import { createValidator } from '../../../src-main/validate/validator.ts';
import { openStore } from '../../../src-main/store/store-client.ts';
import { makeAnomaly, makeCase } from '../../fixtures/narrative/cases.ts';
import { candleAt } from '../../fixtures/narrative/memory-reader.ts';
import { mane, temporaryFolder } from '../../fixtures/run-mane.ts';
import { template } from '../../fixtures/narrative/write.ts';

const folder = temporaryFolder();
const db = join(folder.path, 'mane.db');
const file = join(folder.path, 'bundle.json');
const told = makeAnomaly();
const silent = makeAnomaly({ symbol: 'ADA-USD' });
const run = (...args: string[]) => mane(['bundle', '--db', db, ...args], { MANE_DATA: folder.path });

beforeAll(async () => {
  const store = await openStore({ path: db, inThread: false });
  const onset = told.detection_metadata.onset;
  const candles = Array.from({ length: 400 }, (_, k) =>
    candleAt('SOL-USD', onset + (k - 120) * MINUTE_MS, 100 + k / 50),
  );
  await store.writer.journal({ prices: [], candles });
  for (const one of [told, silent]) await store.writer.raise(one, null);
  const made = makeCase(told, [
    { at: -3, title: 'Calder Pacific wins approval to launch spot Solana fund', sentiment: 0.6 },
  ]);
  await store.writer.saveInvestigation(made.investigation);
  const linker = loadLinker();
  const validator = createValidator({ namesOf: (asset) => linker.namesOf(asset) });
  const narrator = template();
  const composed = await composeNarrative({
    anomaly: told,
    evidence: made.evidence,
    narrator,
    fallback: narrator,
    validator: (draft, evidence, trace, signal) => validator.validate(draft, evidence, trace, signal),
    previousRevision: 0,
    now: made.now,
    wallNow: () => 0,
    signal: new AbortController().signal,
  });
  await store.writer.saveNarrative(composed.narrative, composed.drafts, composed.stage);
  await store.close();
});
afterAll(() => folder.remove());

const edited = (change: (bundle: Bundle) => void): string => {
  const bundle = JSON.parse(readFileSync(file, 'utf8')) as Bundle;
  change(bundle);
  const path = join(folder.path, 'edited.json');
  writeFileSync(path, JSON.stringify(bundle));
  return path;
};

describe('mane bundle', () => {
  it('writes the narrative with its candles, news, drafts and hashes', async () => {
    expect(await run(told.id, '--out', file)).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const bundle = JSON.parse(readFileSync(file, 'utf8')) as Bundle;
    expect([bundle.candles.length, bundle.news.length, bundle.revisions.length]).toEqual([240, 1, 1]);
    expect(bundle.narrative.narrative_text).toContain('Calder Pacific');
    expect(Object.keys(bundle.sha256)).toHaveLength(7);
  });

  it('gives the same verdict again', async () => {
    const again = await run('--replay', file);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.lines()[0]).toMatchObject({ same: true, verdict: 'accepted', changed: [], same_alias_table: true });
  });

  it('names the part that was changed, and judges what stands there now', async () => {
    const path = edited((bundle) => {
      const [sentence] = bundle.revisions[0].draft.sentences;
      sentence.text = sentence.text.replace('4.2 %', '7.9 %');
    });
    const changed = await run('--replay', path);
    expect(changed.code).toBe(1);
    expect(changed.lines()[0]).toMatchObject({ same: false, verdict: 'withheld', changed: ['revisions'] });
    expect(changed.stderr).toContain('revisions changed since the bundle was made');
  });

  it.each([
    ['an unknown anomaly', ['00000000-0000-4000-8000-000000000000'], 1, 'no anomaly'],
    ['an anomaly without a narrative', [silent.id], 1, 'has no judged narrative yet (stage raised)'],
    ['no id', [], 2, 'give the id of an anomaly'],
    ['something else than an id', ['SOL'], 2, 'is not an anomaly'],
    ['a file that is not there', ['--replay', '/nowhere/b.json'], 2, 'cannot be read as JSON'],
  ] as const)('says what is wrong with %s', async (_, args, code, text) => {
    const failed = await run(...args);
    expect([failed.code, failed.stdout]).toEqual([code, '']);
    expect(failed.stderr).toContain(text);
    expect(failed.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says where a file is no bundle', async () => {
    const failed = await run(
      '--replay',
      edited((bundle) => void Reflect.deleteProperty(bundle, 'narrative')),
    );
    expect(failed.code).toBe(2);
    expect(failed.stderr).toMatch(/edited\.json: narrative: /);
  });
});
