/** Commands from a test to the process under the fake, over `process.send`: look at windows and notifications, act as the user. */
import { app } from './app.ts';
import { chromiumPath } from './page.ts';
import { fake } from './state.ts';

fake.chromium = process.env.MANE_FAKE_ELECTRON === 'chromium' && chromiumPath() !== null;

export type Command =
  | { id: number; do: 'state' | 'quit' | 'close' }
  | { id: number; do: 'click'; index: number }
  | { id: number; do: 'evaluate'; code: string };

async function obey(command: Command): Promise<unknown> {
  if (command.do === 'quit') return app.quit();
  if (command.do === 'close') return fake.windows[0]?.close();
  if (command.do === 'click') return fake.notifications[command.index]?.click();
  if (command.do === 'evaluate') return (await fake.windows[0]?.page)?.evaluate(command.code);
  return {
    created: fake.created,
    windows: fake.windows.map(({ visible, focused, loaded, options }) => ({ visible, focused, loaded, options })),
    notifications: fake.notifications.map(({ options }) => options),
    tray: fake.trays.map(({ tooltip, items }) => ({ tooltip, items: items.map(({ label }) => label) })),
    external: fake.external,
  };
}

process.on('message', (command: Command) => {
  obey(command).then(
    (result) => process.send?.({ id: command.id, result }),
    (error: unknown) => process.send?.({ id: command.id, error: String(error) }),
  );
});
// The channel to the test must not keep a finished app alive.
process.channel?.unref();
