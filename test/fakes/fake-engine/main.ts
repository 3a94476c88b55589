/** `node test/fakes/fake-engine/main.ts [live|empty|learning|error] [port]`: the built window over the fake engine, until stopped. */
import { fileURLToPath } from 'node:url';
import { startFakeEngine } from './server.ts';
import { MODES } from './state.ts';

const [word = 'live', port = '0'] = process.argv.slice(2);
const mode = MODES.find((known) => known === word);
if (mode === undefined) throw new Error(`unknown mode ${word}: expected ${MODES.join(', ')}`);
const root = process.env.MANE_RENDERER ?? fileURLToPath(new URL('../../../out/renderer', import.meta.url));
const engine = await startFakeEngine({ mode, port: Number(port), root });
console.log(engine.url);
