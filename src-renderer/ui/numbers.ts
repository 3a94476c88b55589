/**
 * Numbers of the window, each kind by its one name, written as the reader's setting says (`appearance.locale`). Prices have fixed
 * decimals per symbol; signs of directions are a plus or a true minus. Nothing else in the window formats a number.
 */
export { priceDecimals, priceText } from '../../src-shared/format.ts';
export { durationText, percentText } from '../../src-shared/text/labels.ts';
export { numberText } from '../../src-shared/text/number-style.ts';
export { ageText, bytesText, countText, offsetText, plural, shortRarity } from './words.ts';
