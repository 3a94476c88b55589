/** Every command: how it is called, what its options mean, and where the function is that does it. */
import { CARE_COMMANDS } from './care-commands.ts';
import type { CommandSpec } from './context.ts';

const VENUE = ['--venue <id>', 'The exchange (ccxt id; default coinbaseexchange)'] as const;
const SYMBOL = ['--symbol <symbol>', 'One symbol, such as BTC-USD'] as const;
const POSTGRES = [
  ['--postgres <url>', 'Keep this PostgreSQL database in step (MANE_POSTGRES_URL; else the one Settings saved)'],
  ['--create', 'Make that database when it is not there and the user may'],
] as const;
const LIMIT = ['--limit <n>', 'At most this many (default 20)'] as const;

export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'init-db',
    usage: 'init-db',
    help: 'Create or migrate the store',
    options: [
      ['--postgres <url>', 'The PostgreSQL database alone (MANE_POSTGRES_URL: besides the store)'],
      ['--create', 'Make that database when it is not there and the user may'],
    ],
    load: async () => (await import('./init-db.ts')).initDbCommand,
  },
  {
    name: 'demo',
    usage: 'demo',
    help: 'The whole product on a simulated exchange and news server',
    options: [
      ['--for <duration>', 'Stop after this much wall time (90s, 5m)'],
      ['--speed <n>', 'Market seconds per second (default 60)'],
      ['--headless', 'No window: print what happens'],
      ['--port <n>', 'Port of the window on 127.0.0.1 (default: a free one)'],
      ['--seed <text>', 'Another market (default: demo)'],
      ['--open', 'Open the window in the default browser'],
      ...POSTGRES,
    ],
    load: async () => (await import('./demo.ts')).demoCommand,
  },
  {
    name: 'serve',
    usage: 'serve',
    help: 'Continuous monitoring, the window on 127.0.0.1',
    options: [
      ['--port <n>', 'Port on 127.0.0.1 (default: a free one)'],
      ['--no-ui', 'The API only'],
      VENUE,
      ['--symbols <list>', 'Comma-separated symbols (default: the settings)'],
      ...POSTGRES,
    ],
    load: async () => (await import('./serve.ts')).serveCommand,
  },
  {
    name: 'doctor',
    usage: 'doctor',
    help: 'What works from here, one line each',
    options: [VENUE],
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  {
    name: 'detect',
    usage: 'detect',
    help: 'One detection pass over stored candles',
    options: [
      SYMBOL,
      ['--all', 'Every symbol with candles'],
      VENUE,
      ['--days <n>', 'The last N days (default: everything stored)'],
    ],
    load: async () => (await import('./detect.ts')).detectCommand,
  },
  {
    name: 'replay',
    usage: 'replay [...files]',
    help: 'Run candles or trades (and news) through the engine at full speed',
    options: [
      [
        '--candles <file>',
        'CSV, plain or .gz, of candles (timestamp,open,high,low,close,volume[,trades]) or of trades (timestamp,price,amount[,side][,id]); several files are several symbols',
      ],
      ['--from-store', 'Take the candles from the store'],
      ['--days <n>', 'With --from-store: the last N days'],
      ['--symbol <symbol>', 'The symbol (default: the file name up to the first dot)'],
      ['--news <file>', 'News as JSON, NDJSON or CSV'],
      ['--budget <n>', 'Alerts a day over all symbols (default 5)'],
      ['--thresholds <file>', 'Another thresholds.yaml'],
      ['--venue <id>', 'The venue the candles are of (default: replay for files, the settings’ for the store)'],
      ['--into <file>', 'Keep the result in this SQLite file'],
      ['--no-narrate', 'Detection and store only'],
      ['--no-store', 'Do not journal the candles'],
    ],
    load: async () => (await import('./replay.ts')).replayCommand,
  },
  {
    name: 'rehearse',
    usage: 'rehearse',
    help: 'What would have alerted over stored candles with changed settings',
    options: [
      ['--days <n>', 'The last N days of candles; up to 8 days before are learned from'],
      ['--settings <file>', 'Changed settings: JSON with any keys of settings.json'],
      ['--budget <n>', 'Alerts a day over all symbols (default: the settings)'],
      ['--symbol <symbol>', 'This symbol alone (default: the watch-list)'],
      ['--thresholds <file>', 'Another thresholds.yaml'],
      VENUE,
    ],
    load: async () => (await import('./rehearse.ts')).rehearseCommand,
  },
  {
    name: 'backfill',
    usage: 'backfill',
    help: 'Fetch history; resumable',
    options: [SYMBOL, ['--all', 'The whole watch-list'], ['--days <n>', 'Days back from today'], VENUE],
    load: async () => (await import('./backfill.ts')).backfillCommand,
  },
  {
    name: 'backfill-news',
    usage: 'backfill-news',
    help: 'Fetch news of past days from services that keep them, or from files; resumable',
    options: [
      ['--from <day>', 'First day (UTC), such as 2026-03-01'],
      ['--to <day>', 'Last day, included (default: today)'],
      ['--days <n>', 'Days back instead of --from (default 7)'],
      ['--source <name>', 'cryptopanic, newsapi or reddit (default: those with a key)'],
      ['--file <file>', 'News as JSON, NDJSON or CSV; all its days unless a range is given'],
    ],
    load: async () => (await import('./backfill-news.ts')).backfillNewsCommand,
  },
  {
    name: 'list-narratives',
    usage: 'list-narratives',
    help: 'Anomalies with their narratives, newest first',
    options: [SYMBOL, LIMIT, ['--validated-only', 'Only accepted narratives']],
    load: async () => (await import('./reading.ts')).listNarrativesCommand,
  },
  {
    name: 'search',
    usage: 'search <...text>',
    help: 'Search narratives and headlines',
    options: [SYMBOL, LIMIT],
    load: async () => (await import('./reading.ts')).searchCommand,
  },
  {
    name: 'export',
    usage: 'export',
    help: 'All anomalies with news and narratives as JSON lines or CSV',
    options: [
      SYMBOL,
      ['--format <name>', 'json (default) or csv'],
      ['--out <file>', 'Write to a file instead of standard output'],
      ['--all', 'Everything that is stored, into the new folder of --out, with a manifest'],
    ],
    load: async () => (await import('./export.ts')).exportCommand,
  },
  {
    name: 'metrics',
    usage: 'metrics',
    help: 'Totals, pass rates, budget and health',
    options: [],
    load: async () => (await import('./reading.ts')).metricsCommand,
  },
  {
    name: 'why',
    usage: 'why',
    help: 'Why there was, or was not, an alert in a stretch of time',
    options: [
      ['--from <time>', 'ISO time, or a duration before now such as 3h (default 1h)'],
      ['--to <time>', 'The same; default: now'],
      SYMBOL,
      VENUE,
    ],
    load: async () => (await import('./why.ts')).whyCommand,
  },
  {
    name: 'cluster',
    usage: 'cluster <file>',
    help: 'Stories among titles, or HDBSCAN over vectors of 384 numbers (JSON in, labels and clusters out; −1 = noise)',
    options: [
      ['--min-cluster-size <n>', 'Fewest members of a cluster (default 2)'],
      [
        '--min-samples <n>',
        'Vectors: points within a core distance, itself counted (default: the minimum cluster size)',
      ],
      ['--metric <name>', 'Vectors: euclidean (default) or cosine'],
      ['--allow-single-cluster', 'Vectors: all of them may be one cluster'],
    ],
    load: async () => (await import('./stations.ts')).clusterCommand,
  },
  {
    name: 'link',
    usage: 'link <file>',
    help: 'Which assets headlines are about (NDJSON in, NDJSON out)',
    options: [],
    load: async () => (await import('./stations.ts')).linkCommand,
  },
  {
    name: 'validate',
    usage: 'validate [file]',
    help: 'Judge a narrative against its evidence (JSON in, verdict out)',
    options: [['--example', 'Print an example of the input']],
    load: async () => (await import('./stations.ts')).validateCommand,
  },
  {
    name: 'mirror',
    usage: 'mirror <action>',
    help: 'PostgreSQL beside the store: status, push (send what waits) or pull (take what others wrote)',
    options: [['--postgres <url>', 'Its address (MANE_POSTGRES_URL; else the one Settings saved)']],
    load: async () => (await import('./mirror.ts')).mirrorCommand,
  },
  {
    name: 'bundle',
    usage: 'bundle [id]',
    help: 'One narrative with all it was judged on, as a file; or such a file judged again',
    options: [
      ['--out <file>', 'Write to a file instead of standard output'],
      ['--replay <file>', 'Check a bundle and judge its last draft again'],
    ],
    load: async () => (await import('./bundle.ts')).bundleCommand,
  },
  ...CARE_COMMANDS,
];
