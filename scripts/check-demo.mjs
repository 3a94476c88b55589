/** Reads `demo --json` output and says whether the demo kept its promise: each of the three scripted moves, with its cause class. */
import { readFileSync } from 'node:fs';

const lines = readFileSync(process.argv[2] ?? 0, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const anomalies = lines.filter((line) => line.type === 'anomaly');
const accepted = anomalies.filter((a) => a.narrative?.validation_passed === true);
const failures = ['likely_cause', 'reported_afterwards', 'cause_unknown'].filter(
  (cause) => !accepted.some((a) => a.narrative.cause === cause),
);
if (lines.at(-1)?.type !== 'summary') failures.push('a summary line at the end');

for (const a of anomalies) {
  const narrative =
    a.narrative === null
      ? 'not written'
      : `${a.narrative.cause}, ${a.narrative.validation_passed ? 'accepted' : 'withheld'}`;
  console.log(`${a.detected_at} ${a.symbol} ${narrative}\n  ${a.narrative?.text ?? ''}`);
}
if (failures.length > 0) {
  console.error(`the demo lacks: ${failures.join(', ')}`);
  process.exit(1);
}
console.log(`${accepted.length} of ${anomalies.length} narratives accepted; all three kinds are there`);
