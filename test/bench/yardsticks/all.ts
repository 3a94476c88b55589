/** The plain yardsticks printed beside the product. */
import type { Scorer } from '../detect/score.ts';
import { createOwnTails } from './own-tails.ts';
import { createPlainZ } from './plain-z.ts';

export const YARDSTICKS: Readonly<Record<string, () => Scorer>> = {
  'A (2 h)': () => createPlainZ({ windows: [1, 5, 15, 60], halfLife: 120 }),
  'A15 (8 h)': () => createPlainZ({ windows: [15], halfLife: 480 }),
  'A (24 h)': () => createPlainZ({ windows: [1, 5, 15, 60], halfLife: 1440 }),
  'B (own tails)': createOwnTails,
};
