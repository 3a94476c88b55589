/**
 * A headline as words and numbers with what the matching rules ask about: case as written, marks (`$ADA`, `(ADA)`,
 * `ADA/USD`), money and percent. Possessives lose their 's, hyphens and dots separate words ("Solana-based").
 */
export interface Token {
  readonly text: string;
  readonly lower: string;
  /** Characters between the token before and this one. */
  readonly gap: string;
  /** Written as a ticker: `$ADA`, `#ADA`, `(ADA)`, `ADA/USD`. */
  readonly marked: boolean;
  readonly kind: 'word' | 'number' | 'percent' | 'money';
}

export interface Headline {
  readonly tokens: readonly Token[];
  /** Lower case with plain quotes, for phrases. */
  readonly lower: string;
  /** Written in capitals throughout: case then says nothing. */
  readonly shouting: boolean;
}

const PIECE = /\d+(?:[.,]\d+){0,8}(?:[KMBT]|bn|mn)?%?(?![\p{L}\p{N}])|[\p{L}\p{N}]+(?:'\p{L}+)*/giu;
const SMALL_WORDS = /^(?:THE|TO|AND|OF|IS|ARE|THEM|FOR|IN|ON|AS|WITH|AFTER|FROM|BY)$/;
const PAIR = /^[/-](?:USDT?C?|BTC|ETH|EUR)\b/;

export function readHeadline(raw: string): Headline {
  const text = raw.replace(/[‘’ʼ`´]/g, "'").replace(/[‐‑]/g, '-');
  const tokens: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(PIECE)) {
    const gap = text.slice(end, match.index);
    end = match.index + match[0].length;
    tokens.push(tokenOf(match[0], gap, text.slice(end, end + 6), tokens.at(-1)));
  }
  return { tokens, lower: text.toLowerCase(), shouting: isShouting(tokens) };
}

function tokenOf(piece: string, gap: string, after: string, previous: Token | undefined): Token {
  const text = piece.replace(/'s$/i, '');
  const cashtag = /[$#]$/.test(gap);
  const marked = cashtag || (gap.endsWith('(') && after.startsWith(')')) || PAIR.test(after);
  return { text, lower: text.toLowerCase(), gap, marked, kind: kindOf(text, gap, previous) };
}

function kindOf(text: string, gap: string, previous: Token | undefined): Token['kind'] {
  if (!/^\d/.test(text) || /^\d+(?!(?:k|m|b|t|bn|mn)$)[\p{L}]/iu.test(text)) return 'word';
  if (text.endsWith('%')) return 'percent';
  if (/[$€£] ?$/.test(gap) || /^(usd|eur|gbp|us)$/.test(previous?.lower ?? '')) return 'money';
  return /k$/i.test(text) ? 'money' : 'number';
}

function isShouting(tokens: readonly Token[]): boolean {
  const words = tokens.filter((token) => token.kind === 'word' && token.text.length >= 3);
  const capitals = words.filter((token) => token.text === token.text.toUpperCase());
  // A list of tickers is no shouting: that takes longer words or small ones.
  const prose = (token: Token) => (token.text.length >= 5 && isUpper(token)) || SMALL_WORDS.test(token.text);
  return words.length >= 4 && capitals.length / words.length > 0.7 && tokens.some(prose);
}

export const isCapitalised = (token: Token): boolean => /^\p{Lu}/u.test(token.text);
export const isUpper = (token: Token): boolean => /^[A-Z0-9]*[A-Z][A-Z0-9]*$/.test(token.text);
