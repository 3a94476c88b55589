/**
 * A whole engine on real loopback servers: every host it connects to is listed in its egress log. The witness is independent of the
 * log: it stands in front of every socket's `connect`.
 */
import { createServer, Socket, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wallTime } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { openSettings } from '../../src-main/base/settings-file.ts';
import { launchSimulated, type SimulatedMarket } from '../../src-main/launch-simulated.ts';
import { ModelSettingsSchema } from '../../src-shared/model-settings.ts';
import { temporaryFolder } from '../fixtures/run-mane.ts';

const folder = temporaryFolder();
const dialled = new Set<number>();
// eslint-disable-next-line @typescript-eslint/unbound-method -- called with the socket it is of
const connect = Socket.prototype.connect;
/** What answers nothing: a model and a database are asked, whether they answer or not. */
const deaf = () => createServer((socket) => void socket.end());
const [model, database] = [deaf(), deaf()];
const portOf = (server: ReturnType<typeof deaf>): number => (server.address() as AddressInfo).port;
let market: SimulatedMarket;

/** `connect(port, host)`, `connect({ port })`, or the two as one list, as Node itself calls it. */
function dialledPort(args: readonly unknown[]): number | null {
  const [first] = args.flat() as [unknown];
  const port = typeof first === 'object' && first !== null ? (first as { port?: unknown }).port : first;
  return Number.isFinite(Number(port ?? NaN)) ? Number(port) : null;
}

beforeAll(async () => {
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
    const port = dialledPort(args);
    if (port !== null) dialled.add(port);
    return Reflect.apply(connect, this, args) as Socket;
  };
  await Promise.all(
    [model, database].map((server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done))),
  );
  const settings = openSettings(folder.path);
  settings.set({ symbols: ['BTC-USD', 'ETH-USD'], backfillDays: 1 });
  market = await launchSimulated({ dataFolder: folder.path, databasePath: join(folder.path, 'mane.db'), settings, speed: 60, seed: 'egress', senders: [], logger: silentLogger }); // prettier-ignore
  await market.ready;
});
afterAll(async () => {
  await market.close();
  [model, database].forEach((server) => server.close());
  Socket.prototype.connect = connect;
  folder.remove();
});

describe('the egress log of an engine', () => {
  it('lists every host that was connected to, and who asked', async () => {
    const { engine } = market;
    const baseUrl = `http://127.0.0.1:${portOf(model)}/v1`;
    await engine.testModel(ModelSettingsSchema.parse({ enabled: true, preset: 'custom', model: 'm', baseUrl }));
    await engine.postgres.test(`postgresql://u:canary-password@127.0.0.1:${portOf(database)}/db`);
    const rows = () => engine.egress().rows;
    const asked = (who: string) => rows().filter(({ askers }) => askers.some((one) => one === who));
    const end = wallTime.now() + 30_000;
    while ((asked('news').length === 0 || engine.health().feed.received === 0) && wallTime.now() < end)
      await wallTime.sleep(20);
    const listed = new Set(rows().map(({ port }) => port));
    expect([...dialled].filter((port) => !listed.has(port))).toEqual([]);
    expect(dialled.size).toBeGreaterThanOrEqual(4);
    // Nothing nobody signs for.
    expect(rows().filter(({ askers }) => askers.length === 0)).toEqual([]);
    expect(asked('feed').reduce((sum, { received }) => sum + received, 0)).toBeGreaterThan(10_000);
    expect(asked('model').map(({ port }) => port)).toEqual([portOf(model)]);
    expect(asked('postgres').map(({ port }) => port)).toEqual([portOf(database)]);
    expect(JSON.stringify(engine.egress())).not.toMatch(/canary|\/v1|postgresql:/);
    expect(engine.health().engine!.rssBytes).toBeGreaterThan(0);
  });
});
