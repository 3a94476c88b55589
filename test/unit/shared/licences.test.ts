/** The licences that About lists: every direct dependency and what the window is made of, with their texts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectLicences } from '../../../scripts/licences.mjs';

const { packages, texts } = collectLicences();

describe('the licences', () => {
  it('hold every direct dependency and what the window is made of, each with a licence', () => {
    const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const names = packages.map(({ name }) => name);
    for (const name of [
      ...Object.keys(manifest.dependencies),
      'react',
      'react-dom',
      'lightweight-charts',
      '@fontsource-variable/inter',
    ])
      // prettier-ignore
      expect(names).toContain(name);
    for (const { name, licence } of packages) expect(licence, name).not.toBe('not stated');
    for (const tool of ['vitest', 'eslint', 'electron-vite', 'typescript']) expect(names).not.toContain(tool);
  });

  it('bring the text where the package has one, equal texts once', () => {
    const chart = packages.find(({ name }) => name === 'lightweight-charts');
    expect(chart?.texts.map((index) => texts[index]).join()).toContain('Apache License');
    expect(new Set(texts).size).toBe(texts.length);
  });
});
