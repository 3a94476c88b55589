/**
 * A worker like engine-host, over the stub engine. What it does is chosen by the init's folder name, so that a test can ask
 * for a start that fails, a crash when it is paused, or an alert as soon as it is ready.
 */
import { parentPort } from 'node:worker_threads';
import { type HostChannel, runEngineHost } from '../../src-main/api/run-engine-host.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { ok, throwFault } from '../../src-shared/fault.ts';
import { alert, anomaly, createStubEngine } from './stub-engine.ts';

runEngineHost(
  parentPort as HostChannel,
  async ({ init, sender, settings, restart }) => {
    if (init.dataFolder.includes('fails')) throwFault('conflict', 'another engine has this database');
    const engine = createStubEngine({
      engine: {
        settings: () => settings.get(),
        changeSettings: async (patch) => settings.set(patch),
        restart: () => ok(restart()),
        setup: {
          ...createStubEngine().setup,
          testNotifications: async () => {
            const result = await sender.test?.();
            return [{ sender: sender.id, ok: result?.ok === true, detail: '', ms: null }];
          },
        },
        ...(init.dataFolder.includes('crashes') ? { pause: () => process.exit(7) } : {}),
      },
    });
    if (init.dataFolder.includes('alerts')) {
      // As soon as the window reads them too, besides the shell.
      const waiting = setInterval(() => {
        if (engine.readers('alerts') < 2) return;
        clearInterval(waiting);
        engine.publish('alerts', alert);
        void sender
          .send(alert, anomaly)
          .then((result) => engine.publish('alerts', { ...alert, state: result.ok ? 'delivered' : 'suppressed' }));
      }, 5);
    }
    return engine;
  },
  silentLogger,
);
