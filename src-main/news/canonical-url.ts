/**
 * Two forms of an article's address, both null for what is not http(s). `canonicalUrl` is for identity: tracking parameters, fragments,
 * `www.`/`m.`/`amp` variants, AMP caches, default ports and trailing slashes go, the query is sorted, and http counts as https.
 * `openableUrl` is for opening: as published, without the campaign parameters and the fragment.
 */
const TRACKING =
  /^(utm_|mc_|mkt_|pk_|hsa_|_hs|ga_|at_|vero_|fb_)|^(fbclid|gclid|dclid|msclkid|yclid|igshid|twclid|ref|referrer|source|src|cmp|cmpid|ncid|ocid|sr_share|rss|via|amp|outputtype|spm|trk|s_cid|wt_mc)$/i;
/** What an address is opened without: campaigns, and a service's key should one ever come back in an address. */
const CAMPAIGN = /^utm_|^(fbclid|gclid|msclkid|auth_token|access_token|api_?key)$/i;
const MAX_LENGTH = 2_048;

function webUrl(text: string, base?: string): URL | null {
  const url = text.length > MAX_LENGTH * 2 ? null : URL.parse(text.trim(), base);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  return url.username !== '' || url.password !== '' || url.hostname === '' ? null : url;
}

export function openableUrl(text: string, base?: string): string | null {
  const url = webUrl(text, base);
  if (url === null) return null;
  for (const name of [...url.searchParams.keys()]) if (CAMPAIGN.test(name)) url.searchParams.delete(name);
  url.hash = '';
  return url.href.length > MAX_LENGTH ? null : url.href;
}

export function canonicalUrl(text: string): string | null {
  const given = webUrl(text);
  if (given === null) return null;
  const url = fromAmpCache(given);
  const host = hostOf(url);
  const canonical = `https://${host}${pathOf(url)}${queryOf(url)}`;
  return canonical.length > MAX_LENGTH ? null : canonical;
}

/** `www.m.x.org`, `en.m.x.org` and `amp.x.org` as `x.org` or `en.x.org`; never down to a bare suffix such as `m.org`. */
function hostOf(url: URL): string {
  const host = url.host
    .toLowerCase()
    .replace(/\.(?=:|$)/, '')
    .replace(/:(80|443)$/, '');
  const labels = host.split('.');
  const kept = labels.filter(
    (label, index) => index >= labels.length - 2 || !/^(www\d?|m|amp|mobile|touch|wap)$/.test(label),
  );
  return kept.join('.');
}

/**
 * The page behind Google's AMP viewer and cache: `google.com/amp/s/HOST/PATH` and `X.cdn.ampproject.org/c/s/HOST/PATH`, `s`
 * for https. https://developers.google.com/amp/cache/overview
 */
function fromAmpCache(url: URL): URL {
  const viewer = /^(?:www\.)?google\.[a-z.]{2,6}$/.test(url.hostname) ? /^\/amp\/(?:s\/)?(.+)$/ : null;
  const cache = /\.cdn\.ampproject\.org$/.test(url.hostname) ? /^\/[cv](?:\/s)?\/(.+)$/ : null;
  const behind = (viewer ?? cache)?.exec(url.pathname)?.[1];
  return (behind === undefined ? null : webUrl(`https://${behind}${url.search}`)) ?? url;
}

/** Percent signs as RFC 3986 §6.2.2 writes them, one slash for many, and without what makes it a page for small screens. */
function pathOf(url: URL): string {
  const path = url.pathname
    .replace(/%[\da-f]{2}/gi, (code) => decodedUnreserved(code))
    .replace(/\/{2,}/g, '/')
    .replace(/^\/amp(?=\/.)/i, '')
    .replace(/\/(amp|amp\.html?|index\.(?:html?|php)|default\.aspx?)\/?$/i, '/')
    .replace(/\.amp(\.html?)?$/i, '$1');
  return path.length > 1 ? path.replace(/\/$/, '') : '';
}

function decodedUnreserved(code: string): string {
  const char = String.fromCharCode(Number.parseInt(code.slice(1), 16));
  return /[\w.~-]/.test(char) ? char : code.toUpperCase();
}

function queryOf(url: URL): string {
  const kept = [...url.searchParams].filter(([name]) => !TRACKING.test(name));
  if (kept.length === 0) return '';
  kept.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0));
  return `?${new URLSearchParams(kept).toString()}`;
}
