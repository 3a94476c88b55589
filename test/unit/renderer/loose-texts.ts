/** Texts of a page that came neither from src-shared/text (then they are in the pseudo-locale's brackets) nor from the engine. */

const ATTRIBUTES = ['aria-label', 'title', 'placeholder', 'alt'];
/** What is no language: the product's name, zones, names of keys and of hosts. */
const NAMES = /\b(MANE|UTC|GMT|CET|CEST|Ctrl|Alt|Esc|Enter|Node|linux|x64|tradingview\.com|ms|news\.example)\b/g;
/** Days and months come from the locale of dates, not from our words. */
const DATES = /\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b/g;
/** Fields whose value is a name whatever it looks like; elsewhere a plain lower-case word could be one of ours. */
const NAMING =
  /^(id|source|venue|label|symbol|base|quote|asset|assets|symbols|subreddits|cites|volatility_tier|host|embedder|narrator|path|provider|model|llm_provider|chosen|used)$/;

/** Every name and sentence inside some data, however deep; symbols also by their parts. */
export function stringsOf(data: unknown, key = '', found = new Set<string>()): Set<string> {
  if (typeof data === 'string') {
    if (NAMING.test(key) || /[A-Z0-9 /.:_-]/.test(data)) found.add(data);
    if (/^[A-Z0-9]+-[A-Z0-9]+$/.test(data)) for (const part of data.split('-')) found.add(part);
  } else if (Array.isArray(data)) for (const one of data) stringsOf(one, key, found);
  else if (typeof data === 'object' && data !== null)
    for (const [name, value] of Object.entries(data)) stringsOf(value, name, found);
  return found;
}

/** The text without bracketed parts, the innermost first: texts compose texts. */
export function outsideBrackets(text: string): string {
  const next = text.replace(/⟦[^⟦⟧]*⟧/g, ' ');
  return next === text ? text : outsideBrackets(next);
}

const hasLetters = (text: string): boolean => /[A-Za-z]{2,}/.test(text);

/** A piece this long that the engine said is not there by chance. */
const LONG = 12;

/** `said`: what the engine said; a sentence of it may stand in pieces. */
export function looseTexts(root: Element, said: ReadonlySet<string>): string[] {
  const known = [...said, ...[...said].map((text) => outsideBrackets(text).trim())]
    .filter((text) => text.length > 1)
    .sort((a, b) => b.length - a.length);
  const isLoose = (text: string): boolean => {
    let rest = outsideBrackets(text)
      .replace(NAMES, ' ')
      .replace(DATES, ' ')
      .replace(/\u00a0/g, ' ')
      .trim();
    if (!hasLetters(rest) || (rest.length >= LONG && known.some((one) => one.includes(rest)))) return false;
    for (const one of known) rest = rest.replaceAll(one, ' ');
    return hasLetters(rest);
  };
  return [...new Set([...textsOf(root), ...attributesOf(root)])].filter(isLoose);
}

function* textsOf(root: Element): Generator<string> {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const hidden =
      node.parentElement?.closest(
        'kbd, script, style, pre, .font-mono, [data-package], [data-testid=narrative], .hidden',
      ) != null;
    if (!hidden && (node.textContent ?? '').trim() !== '') yield node.textContent ?? '';
  }
}

function* attributesOf(root: Element): Generator<string> {
  for (const element of root.querySelectorAll('*')) {
    if (element.closest('[data-package], .hidden') !== null) continue;
    for (const name of ATTRIBUTES) yield element.getAttribute(name) ?? '';
  }
}
