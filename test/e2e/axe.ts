/** axe-core on the page as it stands: what it calls serious or critical under WCAG 2.2 AA. https://github.com/dequelabs/axe-core */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly where: string;
}

type Found = { id: string; impact: string; nodes: { html: string; failureSummary?: string }[] };

export async function violations(page: Page): Promise<Violation[]> {
  // Through the debugger, because the page's policy allows no script of another origin.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe: tool } = globalThis as unknown as { axe: { run(): Promise<{ violations: Found[] }> } };
    const { violations: all } = await tool.run();
    return all
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, impact, nodes }) => {
        const first = nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary ?? ''}`); // prettier-ignore
        return { id, impact, where: first.join(' | ') };
      });
  });
}
