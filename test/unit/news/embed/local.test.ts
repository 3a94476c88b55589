import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultOf, type Fault } from '../../../../src-shared/fault.ts';
import { wallTime } from '../../../../src-main/base/clock.ts';
import { createLocalEmbedder, type LocalEmbedder } from '../../../../src-main/news/embed/local.ts';
import { modelFiles } from '../../../../src-main/news/embed/model-folder.ts';
import { expectedVector, graph, tinyModelFiles, writeModel } from '../../../fakes/tiny-model/tiny-model.ts';
import { tableGraph } from '../../../fakes/tiny-model/onnx.ts';
import { temporaryFolder } from '../../../fixtures/run-mane.ts';

let folder: ReturnType<typeof temporaryFolder>;
const made: LocalEmbedder[] = [];
beforeEach(() => void (folder = temporaryFolder()));
afterEach(async () => {
  await Promise.all(made.splice(0).map((embedder) => embedder.close()));
  folder.remove();
});
const make = (timeoutMs?: number) => {
  const embedder = createLocalEmbedder({ folder: folder.path, sameStory: 0.6, wall: wallTime, timeoutMs });
  made.push(embedder);
  return embedder;
};
const faultFrom = async (run: Promise<unknown>): Promise<Fault | null> => faultOf(await run.then(() => null, (e: unknown) => e)); // prettier-ignore
const letters = (word: string) => [...word].map((letter, i) => (i === 0 ? letter : `##${letter}`));

describe('local embedder', () => {
  it.each<[string, string[]]>([
    ['bitcoin etf', ['bitcoin', 'etf']],
    ['  BITCOIN  ETFs! ', ['bitcoin', 'etf', '##s', '[UNK]']],
    ['Secure', letters('secure').with(0, 'sec').toSpliced(1, 2)],
    ['naïve ☃', [...letters('naive'), '[UNK]']],
  ])('is the mean of the token vectors at length 1: %s', async (text, tokens) => {
    writeModel(folder.path);
    const [vector] = await make().embed([text]);
    const wanted = expectedVector(['[CLS]', ...tokens, '[SEP]']);
    wanted.forEach((value, i) => expect(vector[i]).toBeCloseTo(value, 6));
  });
  it('reads 256 tokens of a long text, the last one saying that it ends', async () => {
    writeModel(folder.path);
    const [vector] = await make().embed(['b '.repeat(900)]);
    const wanted = expectedVector(['[CLS]', ...new Array<string>(254).fill('b'), '[SEP]']);
    wanted.forEach((value, i) => expect(vector[i]).toBeCloseTo(value, 5));
  });
  it('feeds a graph what it asks for: with token types, or with ids alone', async () => {
    for (const inputs of [['input_ids', 'attention_mask', 'token_type_ids'], ['input_ids']]) {
      writeModel(folder.path, { ...tinyModelFiles(), 'onnx/model_quantized.onnx': graph(inputs) });
      expect((await make().embed(['etf']))[0][0]).toBeCloseTo(expectedVector(['[CLS]', 'etf', '[SEP]'])[0], 6);
    }
  });
  it('takes the graph where it lies, the quantized one first', () => {
    const { 'onnx/model_quantized.onnx': bytes, ...rest } = tinyModelFiles();
    writeModel(folder.path, { ...rest, 'model.onnx': bytes });
    expect(modelFiles(folder.path).graph).toBe(join(folder.path, 'model.onnx'));
    writeModel(folder.path);
    expect(modelFiles(folder.path).graph).toBe(join(folder.path, 'onnx', 'model_quantized.onnx'));
  });
  it('names what is missing', async () => {
    const { 'tokenizer.json': _, ...rest } = tinyModelFiles();
    writeModel(folder.path, rest);
    expect(await faultFrom(make().embed(['a']))).toMatchObject({ kind: 'not_found', detail: expect.stringContaining('(missing: tokenizer.json)') as string }); // prettier-ignore
    const empty = createLocalEmbedder({ folder: join(folder.path, 'none'), sameStory: 0.6, wall: wallTime });
    expect((await faultFrom(empty.embed(['a'])))?.detail).toMatch(/none: no embedding model \(missing: tokenizer.json, tokenizer_config.json, config.json, onnx\/model_quantized.onnx\)/); // prettier-ignore
  });
  const wide = tableGraph({ table: new Float32Array(4 * 8), rows: 4, width: 8 });
  const nothing = tableGraph({ table: new Float32Array(200 * 384), rows: 200, width: 384 });
  it.each<[string, Record<string, Buffer>, RegExp]>([
    ['a graph that is none', { 'onnx/model_quantized.onnx': Buffer.from('<html>') }, /not a usable ONNX graph/],
    ['a truncated graph', { 'onnx/model_quantized.onnx': graph().subarray(0, 5000) }, /not a usable ONNX graph/],
    [
      'a graph of another width',
      { 'onnx/model_quantized.onnx': wide },
      /(instead of token vectors|out of (data )?bounds)/,
    ],
    [
      'a graph that wants more',
      { 'onnx/model_quantized.onnx': graph(['input_ids', 'pixel_values']) },
      /unknown inputs pixel_values/,
    ],
    ['a graph of zeros', { 'onnx/model_quantized.onnx': nothing }, /a vector without direction/],
    ['a config of another width', { 'config.json': Buffer.from('{"hidden_size": 768}') }, /hidden_size: expected 384/],
    ['a config that is no JSON', { 'config.json': Buffer.from('{') }, /config.json: not readable as JSON/],
    [
      'a tokenizer of another kind',
      { 'tokenizer.json': Buffer.from('{"model": {"type": "BPE", "vocab": {}}}') },
      /tokenizer.json: model.type/,
    ],
  ])('refuses %s', async (_name, files, detail) => {
    writeModel(folder.path, { ...tinyModelFiles(), ...files });
    expect(await faultFrom(make().embed(['etf']))).toMatchObject({ kind: 'corrupt', detail: expect.stringMatching(detail) as string }); // prettier-ignore
  });
  it('starts anew when the folder has become right', async () => {
    const embedder = make();
    writeModel(folder.path, { ...tinyModelFiles(), 'onnx/model_quantized.onnx': Buffer.from('x') });
    expect(await faultFrom(embedder.embed(['etf']))).toMatchObject({ kind: 'corrupt' });
    writeFileSync(join(folder.path, 'onnx', 'model_quantized.onnx'), graph());
    expect(await embedder.embed(['etf'])).toHaveLength(1);
  });
  it('is cancelled between texts and stays usable', async () => {
    writeModel(folder.path);
    const embedder = make();
    await embedder.embed(['etf']);
    const user = new AbortController();
    const running = faultFrom(
      embedder.embed(
        Array.from({ length: 2000 }, (_, i) => `text ${i}`),
        user.signal,
      ),
    );
    user.abort();
    expect(await running).toMatchObject({ kind: 'cancelled' });
    expect(await embedder.embed(['etf'])).toHaveLength(1);
  });
  it('gives up on a thread that does not load in time, and after closing says so', async () => {
    writeModel(folder.path);
    expect(await faultFrom(make(1).embed(['etf']))).toMatchObject({ kind: 'timeout' });
    const embedder = make();
    await embedder.embed(['etf']);
    const pending = faultFrom(embedder.embed(Array.from({ length: 500 }, (_, i) => `text ${i}`)));
    await embedder.close();
    expect(await pending).toMatchObject({ kind: 'cancelled' });
    expect(await faultFrom(embedder.embed(['etf']))).toMatchObject({ kind: 'cancelled' });
  });
  it('leaves this thread free while it works', async () => {
    writeModel(folder.path);
    const embedder = make();
    let turns = 0;
    const stop = wallTime.every(1, () => (turns += 1));
    await embedder.embed(Array.from({ length: 200 }, (_, i) => `bitcoin etf ${'long '.repeat(200)} ${i}`));
    stop();
    expect(turns).toBeGreaterThan(3);
  });
});
