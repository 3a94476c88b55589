/** Whether two headlines are one wire copy: nearly the same words. The same text from two outlets is one source. */
const words = (title: string): Set<string> => new Set(title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);

export function isWireCopy(a: string, b: string): boolean {
  const [x, y] = [words(a), words(b)];
  const both = [...x].filter((word) => y.has(word)).length;
  return both > 0 && both / (x.size + y.size - both) >= 0.85;
}
