/**
 * Two forms of an article's address, both null for what is not http(s). `canonicalUrl` is for identity: tracking parameters, fragments,
 * `www.`/`m.`/`amp` variants, default ports and trailing slashes go, the query is sorted, and http counts as https.
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
  const url = webUrl(text);
  if (url === null) return null;
  const host = url.host
    .toLowerCase()
    .replace(/^(www|m|amp|mobile)\.(?=[^.]+\.)/, '')
    .replace(/:(80|443)$/, '');
  const canonical = `https://${host}${pathOf(url)}${queryOf(url)}`;
  return canonical.length > MAX_LENGTH ? null : canonical;
}

function pathOf(url: URL): string {
  const path = url.pathname.replace(/\/{2,}/g, '/').replace(/\/(amp|index\.html?)\/?$/i, '/');
  return path.length > 1 ? path.replace(/\/$/, '') : '';
}

function queryOf(url: URL): string {
  const kept = [...url.searchParams].filter(([name]) => !TRACKING.test(name));
  if (kept.length === 0) return '';
  kept.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0));
  return `?${new URLSearchParams(kept).toString()}`;
}
