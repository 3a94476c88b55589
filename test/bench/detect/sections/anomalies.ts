/**
 * What a whole detection stores of events in continuous runs: recall of its anomalies beside that of scores at the same places
 * (`anomalies`), why an event was missed and where the two differ, and how far off the onsets are (`onset`).
 */
import type { SeenEvent } from '../continuous-events.ts';
import { onsetErrors } from '../onset-error.ts';
import { isCaught, type Outcome } from '../stored-recall.ts';
import { median, percentText, printTable } from '../tables.ts';
import { title, type Context, type Section } from './section.ts';

/** A continuous run is a pass over the whole tape for each kind. */
const MOST_RUNS = 3;
const OUTCOMES: readonly Outcome[] = ['caught', 'late', 'grown past', 'already told', 'too common', 'nothing'];
const MOST_SHOWN = 12;
/** Stored λ has twelve digits. */
const ROUNDING = 1 + 1e-9;

const kindsOf = (events: readonly SeenEvent[]) => [...new Set(events.map(({ kind }) => kind))];
const share = (events: readonly SeenEvent[], hit: (event: SeenEvent) => boolean) =>
  events.length === 0 ? NaN : (100 * events.filter(hit).length) / events.length;

function printAnomalies(events: readonly SeenEvent[]): unknown {
  title('Recall in % at 1 a day by stored anomalies in continuous runs, beside scores at the same places, all eras');
  const rows = kindsOf(events).map((kind) => {
    const of = events.filter((event) => event.kind === kind);
    return {
      kind,
      events: of.length,
      byAnomaly: share(of, ({ byAnomaly }) => byAnomaly),
      byScore: share(of, ({ byScore }) => byScore),
      onlyAnomaly: of.filter((event) => event.byAnomaly && !event.byScore).length,
      onlyScore: of.filter((event) => !event.byAnomaly && event.byScore).length,
      outcomes: OUTCOMES.map((outcome) => of.filter((event) => event.outcome === outcome).length),
    };
  });
  printTable(
    ['', 'events', 'anomalies', 'scores', 'only anomalies', 'only scores', ...OUTCOMES],
    rows.map((row) => [
      row.kind,
      String(row.events),
      percentText(row.byAnomaly),
      percentText(row.byScore),
      String(row.onlyAnomaly),
      String(row.onlyScore),
      ...row.outcomes.map(String),
    ]),
  );
  printReasons(events);
  printDifferences(events.filter((event) => event.byScore && !event.byAnomaly));
  return rows;
}

/** Which rule sets the two measures apart. */
function printReasons(events: readonly SeenEvent[]): void {
  const stricter = median(events.map(({ frozenLambda, scoreLambda }) => frozenLambda / scoreLambda));
  const onlyAnomaly = events.filter((event) => event.byAnomaly && !event.byScore);
  const onlyScore = events.filter((event) => !event.byAnomaly && event.byScore);
  const hour = onlyAnomaly.filter(({ scoreReached }) => scoreReached).length;
  const told = onlyScore.filter(({ outcome }) => outcome === 'already told').length;
  const against = onlyScore.filter(({ outcome, against }) => outcome === 'already told' && against).length;
  const between = onlyScore.filter(
    ({ outcome, lambda, scoreLambda }) =>
      outcome === 'too common' && lambda !== null && lambda <= scoreLambda * ROUNDING,
  ).length;
  console.log(
    `λ that gives one anomaly a day over that of one alert a day by scores, median over events: ${stricter.toFixed(2)}`,
  );
  console.log(
    `only anomalies ${onlyAnomaly.length}: ${hour} where an alert by score came less than an hour before and stands for the move, ` +
      `${onlyAnomaly.length - hour} by the level`,
  );
  console.log(
    `only scores ${onlyScore.length}: ${told} within an open anomaly as rare before (${against} of them of the other direction), ${between} between the two levels, ` +
      `${onlyScore.length - told - between} where the anomaly was told less rare than the score (only what is new to an open or ended one counts; traces of the events before)`,
  );
}

const at = (minute: number) => new Date(minute * 60_000).toISOString().slice(0, 16);

function printDifferences(only: readonly SeenEvent[]): void {
  if (only.length === 0) return;
  title(`Reached the frozen score but not caught by an anomaly: ${only.length} events, the first of them`);
  printTable(
    ['event', 'tape', 'run', 'onset', 'why', 'rarest λ', 'frozen λ'],
    only
      .slice(0, MOST_SHOWN)
      .map((event) => [
        event.kind,
        event.tape,
        String(event.run),
        at(event.onset),
        event.outcome,
        event.lambda?.toFixed(3) ?? '–',
        event.frozenLambda.toFixed(3),
      ]),
  );
}

function printOnsets(events: readonly SeenEvent[]): unknown {
  title('Onset of stored anomalies detected within an event, error in minutes (late is positive)');
  const rows = onsetErrors(events.filter(({ kind }) => !kind.startsWith('top')));
  printTable(
    ['', 'events', 'measured', 'median size', '90 %', 'signed median', 'promised', ''],
    rows.map((row) => [
      row.kind,
      String(row.events),
      String(row.measured),
      String(row.median),
      String(row.p90),
      String(row.signed),
      `≤${row.promised}`,
      row.kept ? 'kept' : 'MISSED',
    ]),
  );
  return rows;
}

export const anomaliesSection: Section = {
  names: ['anomalies', 'onset'],
  async run(context: Context) {
    const { tapes, pool, seed, wants } = context;
    const runs = Math.min(MOST_RUNS, context.runs);
    const parts = tapes.map((tape) => pool.run('continuous', { tape, set: 'goals', seed, runs }));
    const events = (await Promise.all(parts)).flat();
    return {
      anomalies: wants('anomalies') ? printAnomalies(events) : undefined,
      onset: wants('onset') ? printOnsets(events) : undefined,
      events: events.filter((event) => isCaught(event.outcome) !== event.byScore),
    };
  },
};
