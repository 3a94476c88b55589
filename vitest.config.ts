/** One runner for every kind of test; `--project` picks: node (all of src-main, src-shared), window (React in jsdom). */
import { defineConfig } from 'vitest/config';
import { licences } from './scripts/licences.mjs';

const electronFake = new URL('./test/fakes/electron/index.ts', import.meta.url).pathname;
const alias = { electron: electronFake };

export default defineConfig({
  test: {
    // Two cores: more workers than that only wait for each other.
    maxWorkers: 2,
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/{unit,property,conformance,scenario,shell}/**/*.test.ts', 'test/architecture.test.ts'],
          exclude: ['test/unit/renderer/**'],
          // A busy machine is slow, not wrong; hooks make databases.
          testTimeout: 90_000,
          hookTimeout: 60_000,
          // Real servers, sockets and processes on shared cores: a second look, which the report names.
          retry: 1,
        },
      },
      {
        resolve: { alias },
        plugins: [licences()],
        test: {
          name: 'window',
          environment: 'jsdom',
          include: ['test/unit/renderer/**/*.test.{ts,tsx}'],
          testTimeout: 90_000,
          retry: 1,
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          // A hook builds the window first.
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'reliability',
          environment: 'node',
          include: ['test/reliability/**/*.test.ts'],
          testTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'electron',
          environment: 'node',
          include: ['test/electron/**/*.test.ts'],
          fileParallelism: false,
        },
      },
    ],
  },
});
