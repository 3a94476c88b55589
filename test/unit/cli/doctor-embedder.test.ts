import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EmbedderSettingsSchema } from '../../../src-shared/settings.ts';
import { checkEmbedder } from '../../../src-main/cli/doctor-embedder.ts';
import { startEmbeddingsServer } from '../../fakes/embeddings-server.ts';
import { writeModel } from '../../fakes/tiny-model/tiny-model.ts';
import { temporaryFolder } from '../../fixtures/run-mane.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const run = (settings: object) => checkEmbedder(EmbedderSettingsSchema.parse(settings), new AbortController().signal);

describe('doctor’s embedder', () => {
  it('names the one that answers', async () => {
    expect(await run({})).toBe('lexical (built in)');
    writeModel(join(folder.path, 'model'));
    expect(await run({ kind: 'local', folder: join(folder.path, 'model') })).toBe('local');
    const server = await startEmbeddingsServer();
    expect(await run({ kind: 'endpoint', baseUrl: server.baseUrl, model: 'm' })).toBe('endpoint:m');
    await server.close();
  });
  it('says why another stands in, and fetches nothing', async () => {
    await expect(run({ kind: 'local', folder: folder.path, allowDownload: true })).rejects.toThrow(
      /^local: .*no embedding model \(missing: .*lexical is used instead; it is fetched when MANE runs$/,
    );
  });
});
