/** The words of About. */
import { localised } from './localised.ts';

export const ABOUT_TEXT = localised({
  title: 'About',
  name: 'MANE, Market Anomaly Narrative Engine',
  version: (version: string) => `Version ${version}`,
  what: 'It says what moved, how rare that is, and why it probably happened; it gives no advice.',
  own: 'MIT licence',
  place: 'On this machine',
  dataFolder: 'Data folder',
  database: 'Database',
  runtime: 'Runs on',
  copyPath: 'Copy the path',
  diagnostics: 'Copy diagnostics',
  diagnosticsHint:
    'Version, settings and health as text, for a report. No keys, no passwords, no addresses of servers.',
  copied: 'Copied',
  refused: 'The clipboard refused it',
  charts: 'Charts',
  chartsBy: 'TradingView Lightweight Charts™',
  chartsNotice: 'Copyright © TradingView, Inc. Apache License 2.0.',
  chartsHint: 'The charts are drawn by a library of TradingView; their data are MANE’s own.',
  licences: 'Licences',
  licencesHint: (count: number) => `${count} packages are part of MANE, each under its own licence.`,
  search: 'Search packages or licences',
  found: (count: number) =>
    count === 0 ? 'No package has these words.' : `${count} ${count === 1 ? 'package' : 'packages'}`,
  none: 'This package ships no licence text; its manifest names the licence.',
  home: 'Home page',
  back: 'Settings',
  loading: 'Reading the licences',
});
