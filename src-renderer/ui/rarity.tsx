/** How rare, at a glance: four dots in the one rarity ramp, with the words for who hovers or listens. */
import { rarityText } from '../../src-shared/text/labels.ts';
import { WORDS_TEXT } from '../../src-shared/text/words.ts';
import { rarityStep, shortRarity } from './words.ts';

const FILL = ['bg-rarity-0', 'bg-rarity-1', 'bg-rarity-2', 'bg-rarity-3', 'bg-rarity-4'] as const;

export function RarityDots({ lambda, small = false }: { lambda: number | null; small?: boolean }) {
  const step = rarityStep(lambda);
  const words = lambda === null ? WORDS_TEXT.rarityNotYet : rarityText(lambda);
  return (
    <span role="img" aria-label={words} title={words} className="inline-flex items-center gap-0.5">
      {[1, 2, 3, 4].map((dot) => (
        <span
          key={dot}
          className={`${small ? 'size-1' : 'size-1.5'} rounded-full ${dot <= step ? FILL[step] : 'bg-rarity-0'}`}
        />
      ))}
    </span>
  );
}

const TONE = ['text-muted', 'text-muted', 'text-rarity-2', 'text-rarity-3', 'text-rarity-4'] as const;
export const rarityBar = (lambda: number): string => FILL[rarityStep(lambda)];
export const rarityTone = (lambda: number): string => TONE[rarityStep(lambda)];

export function RarityShort({ lambda }: { lambda: number }) {
  return (
    <span className="whitespace-nowrap text-xs text-muted" title={rarityText(lambda)}>
      {shortRarity(lambda)}
    </span>
  );
}
