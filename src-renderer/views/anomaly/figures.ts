/** A price with the seven figures that count, whatever its size: `0.000000001234`, `123,456.8`. */
export const figures = (price: number): string => price.toLocaleString('en-US', { maximumSignificantDigits: 7 });
