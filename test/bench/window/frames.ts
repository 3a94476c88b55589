/** What runs inside the page: frame intervals, long tasks, and how long until something is on the screen. Times in ms. */
import type { Page } from 'playwright-core';

export interface FrameRecord {
  readonly frames: readonly number[];
  /** Durations of tasks over 50 ms of the page's main thread. */
  readonly longTasks: readonly number[];
}

export async function recordFrames(page: Page, forMs: number): Promise<FrameRecord> {
  return page.evaluate(
    (ms) =>
      new Promise<{ frames: number[]; longTasks: number[] }>((resolve) => {
        const frames: number[] = [];
        const longTasks: number[] = [];
        const observer = new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) longTasks.push(duration);
        });
        observer.observe({ type: 'longtask' });
        const began = performance.now();
        let last = began;
        const step = (now: number): void => {
          if (now > last) frames.push(now - last);
          last = now;
          if (now - began < ms) requestAnimationFrame(step);
          else {
            observer.disconnect();
            resolve({ frames, longTasks });
          }
        };
        requestAnimationFrame(step);
      }),
    forMs,
  );
}

/** ms from the page's begin to its first contentful paint. */
export const firstPaint = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list, observer) => {
          const paint = list.getEntriesByName('first-contentful-paint')[0];
          if (paint === undefined) return;
          observer.disconnect();
          resolve(paint.startTime);
        }).observe({ type: 'paint', buffered: true });
      }),
  );

/**
 * ms until `selector` matches an element whose text holds `text`, and the frame after it was drawn; counted from `from`, a
 * moment of the page's clock, by default now.
 */
export const untilShown = (page: Page, selector: string, text = '', from: number | null = null): Promise<number> =>
  page.evaluate(
    ({ selector: wanted, text: words, from: began }) =>
      new Promise<number>((resolve) => {
        const start = began ?? performance.now();
        const look = (): void => {
          const found = [...document.querySelectorAll(wanted)].some((one) => (one.textContent ?? '').includes(words));
          if (!found) return void requestAnimationFrame(look);
          // The next frame begins after this one was drawn.
          requestAnimationFrame(() => resolve(performance.now() - start));
        };
        look();
      }),
    { selector, text, from },
  );

/** From now on looks in every frame for `selector`; `shownAt` tells when the frame that has it was drawn. */
export const noteShown = (page: Page, selector: string): Promise<void> =>
  page.evaluate((wanted) => {
    const { dataset } = document.documentElement;
    delete dataset.shownAt;
    const look = (): void => {
      if (document.querySelector(wanted) === null) return void requestAnimationFrame(look);
      // The next frame begins after this one was drawn.
      requestAnimationFrame(() => (dataset.shownAt = String(performance.now())));
    };
    requestAnimationFrame(look);
  }, selector);

/** Waits for what `noteShown` looks for; a moment of the page's clock, ms. */
export const shownAt = async (page: Page): Promise<number> =>
  Number(await (await page.waitForFunction(() => document.documentElement.dataset.shownAt)).jsonValue());
