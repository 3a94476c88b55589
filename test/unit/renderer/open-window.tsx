/** The whole window in jsdom over the fake engine at a place of its own; closed after each test. */
import { cleanup, render } from '@testing-library/react';
import { afterEach, vi } from 'vitest';
import { App } from '../../../src-renderer/app.tsx';
import { createConnection } from '../../../src-renderer/client/connection.ts';
import { createEngine, EngineProvider, type Engine } from '../../../src-renderer/client/engine.tsx';
import type { Mode } from '../../fakes/fake-engine/state.ts';
import { enginePort } from './engine-port.ts';

// jsdom has no canvas: the chart itself is looked at in a real browser (test/e2e).
vi.mock('../../../src-renderer/chart/candle-chart.tsx', () => ({
  CandleChart: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

const FAST = { connectMs: 300, heartbeatMs: 200, answerMs: 2000, backoffMs: [30, 60] as const };
let stop: () => void = () => undefined;
afterEach(() => {
  cleanup();
  stop();
});

export function openWindow(
  hash = '',
  mode: Mode = 'live',
  remembered: Readonly<Record<string, string>> = {},
): { fake: ReturnType<typeof enginePort>; engine: Engine } {
  localStorage.clear();
  for (const [key, value] of Object.entries(remembered)) localStorage.setItem(key, value);
  location.hash = hash;
  const fake = enginePort(mode);
  const connection = createConnection(fake.open, FAST);
  const engine = createEngine(connection);
  stop = () => {
    connection.close();
    fake.stop();
  };
  render(
    <EngineProvider engine={engine}>
      <App />
    </EngineProvider>,
  );
  return { fake, engine };
}
