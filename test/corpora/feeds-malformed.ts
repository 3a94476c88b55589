/** What news feeds have been seen to answer instead of a feed; none may crash, and none may give an item. */
const full =
  '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item><title>Bitcoin</title><link>https://x.org/a</link></item></channel></rss>';

export const MALFORMED_FEEDS: readonly (readonly [name: string, data: Buffer])[] = (
  [
    ['empty', ''],
    ['white space', ' \n\t '],
    ['HTML page', '<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>Captive portal</p></body></html>'],
    ['HTML without doctype', '<html><body>503</body></html>'],
    ['HTML behind an XML line', '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0"><html/>'],
    ['JSON', '{"status":"error"}'],
    ['JSON list', '[]'],
    ['plain text', 'Too many requests'],
    ['another XML', '<sitemapindex><sitemap><loc>https://x.org</loc></sitemap></sitemapindex>'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><title>Bitcoin</title></svg>'],
    ['SOAP fault', '<soap:Envelope xmlns:soap="x"><soap:Body/></soap:Envelope>'],
    ['cut in a tag', full.slice(0, 60)],
    ['cut in the item', full.slice(0, 95)],
    ['cut before the end', full.slice(0, -10)],
    ['wrong end tag', full.replace('</item>', '</entry>')],
    ['crossed tags', '<rss><channel><item><title>a</item></title></channel></rss>'],
    ['end without start', '</rss>'],
    ['two end tags', `${full}</rss>`],
    ['bare bracket', full.replace('Bitcoin', 'Bitcoin < Ether')],
    ['unclosed attribute', full.replace('version="2.0"', 'version="2.0')],
    ['unclosed CDATA', full.replace('Bitcoin', '<![CDATA[Bitcoin')],
    ['unclosed comment', full.replace('<item>', '<!-- <item>')],
    ['CDATA outside', `<![CDATA[x]]>${full}`],
    ['only a declaration', '<?xml version="1.0"?>'],
    ['gzip bytes', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3])],
    ['binary', Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 37) % 256))],
    ['PNG', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])],
  ] as [string, string | Buffer][]
).map(([name, data]) => [name, typeof data === 'string' ? Buffer.from(data) : data]);
