/**
 * Attacks on XML readers, made here so that no hostile file lies in the repository. Sources of the ideas: OWASP XXE
 * cheat sheet, CWE-776 (entity expansion), CWE-400; each must be refused or, where `harmless`, read without effect.
 */
const item = (title: string): string =>
  `<rss version="2.0"><channel><title>t</title><item><title>${title}</title></item></channel></rss>`;
const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
const swapped = (text: string): Buffer => utf16(text).swap16();

export const XML_ATTACKS: readonly (readonly [name: string, data: Buffer])[] = (
  [
    ['billion laughs', `<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "lol">${laughs}]>${item('&l9;')}`],
    ['quadratic blow-up', `<!DOCTYPE r [<!ENTITY a "${'a'.repeat(50_000)}">]>${item('&a;'.repeat(5_000))}`],
    ['external entity, file', `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>${item('&x;')}`],
    ['external entity, http', `<!DOCTYPE r [<!ENTITY x SYSTEM "http://169.254.169.254/latest/">]>${item('&x;')}`],
    ['external entity, public', `<!DOCTYPE r [<!ENTITY x PUBLIC "-//X//Y" "http://127.0.0.1/x">]>${item('&x;')}`],
    ['parameter entity', `<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd"> %x;]>${item('a')}`],
    ['external subset', `<!DOCTYPE rss SYSTEM "http://127.0.0.1/x.dtd">${item('a')}`],
    ['empty doctype', `<!DOCTYPE rss>${item('a')}`],
    ['lower-case doctype', `<!doctype rss [<!entity x "y">]>${item('&x;')}`],
    ['doctype over lines', `<?xml version="1.0"?>\n<!DOCTYPE\nrss\n[\n<!ENTITY x "y">\n]>${item('&x;')}`],
    ['doctype after a comment', `<!-- hello --><!-- --><!DOCTYPE r [<!ENTITY x "y">]>${item('&x;')}`],
    ['doctype after a long preface', `<!--${' '.repeat(5_000)}--><!DOCTYPE r [<!ENTITY x "y">]>${item('&x;')}`],
    ['doctype inside the root', `<rss><!DOCTYPE r [<!ENTITY x "y">]><channel/></rss>`],
    ['doctype behind a false CDATA', `<![CDATA[<a>]]><!DOCTYPE r [<!ENTITY x "y">]>${item('&x;')}`],
    ['doctype hidden by an attribute', `<rss a="<![CDATA["><!DOCTYPE r [<!ENTITY x "y">]><channel b="]]>"/></rss>`],
    ['doctype hidden by an attribute comment', `<rss a="<!--"><!DOCTYPE r [<!ENTITY x "y">]><channel b="-->"/></rss>`],
    ['entity without doctype', `<rss><!ENTITY x "y"><channel/></rss>`],
    ['notation', `<rss><!NOTATION gif SYSTEM "file:///bin/sh"><channel/></rss>`],
    ['attlist', `<rss><!ATTLIST rss a CDATA "b"><channel/></rss>`],
    ['element declaration', `<rss><!ELEMENT rss ANY><channel/></rss>`],
    ['conditional section', `<rss><![INCLUDE[<!ENTITY x "y">]]><channel/></rss>`],
    ['UTF-16 doctype', utf16(`<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE r [<!ENTITY x "y">]>${item('&x;')}`)],
    ['UTF-16 big-endian doctype', swapped(`<!DOCTYPE r [<!ENTITY x "y">]>${item('&x;')}`)],
    ['UTF-16 without a mark', Buffer.from(`<!DOCTYPE r [<!ENTITY x "y">]>${item('&x;')}`, 'utf16le')],
    ['UTF-7', `<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE r+AD4-${item('a')}`],
    ['an unknown encoding', `<?xml version="1.0" encoding="x-evil"?>${item('a')}`],
    ['deep nesting', `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`],
    ['deep nesting, unclosed', '<rss>'.repeat(1_000_000)],
    ['too many elements', `<rss><channel>${'<item/>'.repeat(150_000)}</channel></rss>`],
    ['too many attributes', `<rss ${Array.from({ length: 50_000 }, (_, i) => `a${i}="1"`).join(' ')}><channel/></rss>`],
    ['an endless attribute', `<rss a="${'x'.repeat(4_000_000)}"><channel/></rss>`],
    ['an endless name', `<${'r'.repeat(4_000_000)}/>`],
    ['an endless comment', `<!--${'-'.repeat(4_000_000)}`],
    ['an endless CDATA', `<rss><channel><![CDATA[${'x'.repeat(4_000_000)}`],
    ['an endless instruction', `<?${'x'.repeat(4_000_000)}`],
    ['many open brackets', '<'.repeat(4_000_000)],
    ['many bangs', '<!'.repeat(2_000_000)],
    [
      'XInclude',
      `<rss xmlns:xi="http://www.w3.org/2001/XInclude"><channel><item><title><xi:include href="file:///etc/passwd"/></title></item></channel></rss>`,
    ],
    [
      'prototype names',
      '<rss><channel><item><title>ok</title><__proto__><polluted>1</polluted></__proto__><constructor>x</constructor></item></channel></rss>',
    ],
    ['NUL characters', item('a\u0000b')],
    ['fifty megabytes', Buffer.alloc(50_000_000, '<a>')],
    ['five megabytes and a byte', Buffer.alloc(5_000_001, ' ')],
  ] as [string, string | Buffer][]
).map(([name, data]) => [name, typeof data === 'string' ? Buffer.from(data) : data]);

/** Well-formed and unpleasant: read, with nothing of it reaching the item's text. */
export const HARMLESS_XML: readonly (readonly [name: string, xml: string])[] = [
  ['undeclared entity', item('before &xxe; after')],
  [
    'prototype attributes',
    '<rss __proto__="x" constructor="y"><channel><item toString="z"><title>ok</title></item></channel></rss>',
  ],
  ['character references out of range', item('a &#x110000; &#0; &#55296; b')],
  ['a doctype inside CDATA', item('<![CDATA[<!DOCTYPE html><p>text</p>]]>')],
  ['a style sheet', `<?xml-stylesheet href="javascript:alert(1)"?>${item('a')}`],
];
