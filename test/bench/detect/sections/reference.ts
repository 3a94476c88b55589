/** What another detector alerted on the same tapes: how often, and how many of the largest moves it caught. */
import { recallOf } from '../measure.ts';
import { referenceRows } from '../reference.ts';
import { percentText, printTable } from '../tables.ts';
import { title, type Section } from './section.ts';

export const referenceSection: Section = {
  names: ['reference'],
  async run({ alerts, tapes }) {
    const rows = referenceRows(alerts, tapes);
    if (rows.every(({ days }) => days === 0)) {
      console.log(`\nreference: no alerts of another detector on these tapes at ${alerts}`);
      return null;
    }
    title("Another detector's alerts: a day and symbol, and largest moves caught");
    printTable(
      ['', 'a day', 'top 15 min', 'top 60 min'],
      rows.map((row) => [
        row.name,
        (row.alerts / row.days).toFixed(2),
        ...[15, 60].map((window) => percentText(recallOf({ ...row.moves[window], delays: [] }))),
      ]),
    );
    return rows;
  },
};
