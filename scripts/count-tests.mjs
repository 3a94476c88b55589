/** Reads a log of test runs on standard input and closes with one plain line: how many passed, failed and were skipped in all. */
let text = '';
for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
// eslint-disable-next-line no-control-regex -- the runner colours its summary
const plain = text.replace(/\u001b\[[0-9;]*m/g, '');
const total = (word) =>
  [...plain.matchAll(/^\s*Tests\s+(.*)$/gm)]
    .map(([, line]) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0))
    .reduce((a, b) => a + b, 0);
console.log(`${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`);
