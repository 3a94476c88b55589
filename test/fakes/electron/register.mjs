/**
 * `node --import ./test/fakes/electron/register.mjs …`: every import of `electron` gets the fake. With MANE_FAKE_ELECTRON
 * set (`record` or `chromium`), the process behaves as the app would: lock file, exit, and commands over `process.send`.
 */
import { registerHooks } from 'node:module';

const url = new URL('./index.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url, format: 'module-typescript', shortCircuit: true } : next(specifier, context),
});
if (process.env.MANE_FAKE_ELECTRON !== undefined) await import('./control.ts');
