/** The commands of storage care, as `commands.ts` lists the others. */
import type { CommandSpec } from './context.ts';

const POSTGRES = '--postgres <url>';

export const CARE_COMMANDS: readonly CommandSpec[] = [
  {
    name: 'archive',
    usage: 'archive',
    help: 'Write to the archive what retention is about to delete, as gzip CSV per symbol and month',
    options: [['--to <folder>', 'The archive (default: the settings’, else `archive` beside the database)']],
    load: async () => (await import('./prune.ts')).archiveCommand,
  },
  {
    name: 'prune',
    usage: 'prune',
    help: 'Retention now: delete what is past its time or over the caps',
    options: [
      ['--dry-run', 'Say what would be deleted'],
      [POSTGRES, 'Retention of this PostgreSQL database instead'],
    ],
    load: async () => (await import('./prune.ts')).pruneCommand,
  },
  {
    name: 'backup',
    usage: 'backup',
    help: 'A checked copy of the database; may run beside an engine',
    options: [
      ['--to <path>', 'A new file, or a folder (default: the settings’, else `backups` beside the database)'],
      ['--keep <n>', 'Newest backups that stay in the folder (default: all)'],
      [POSTGRES, 'Also a pg_dump of this database (MANE_POSTGRES_URL)'],
    ],
    load: async () => (await import('./backup.ts')).backupCommand,
  },
  {
    name: 'restore',
    usage: 'restore [file]',
    help: 'A backup in the database’s place, the present one kept; or months of the archive back into it',
    options: [
      ['--archive [folder]', 'Months of this archive (default: the settings’, else `archive` beside the database)'],
      ['--symbol <symbol>', 'With --archive: this symbol alone'],
      ['--month <month>', 'With --archive: this month alone, such as 2026-02'],
    ],
    load: async () => (await import('./restore.ts')).restoreCommand,
  },
  {
    name: 'delete-data',
    usage: 'delete-data',
    help: 'Delete all that MANE keeps on this machine, after saying what',
    options: [
      ['--yes', 'Do it without asking'],
      ['--keep-settings', 'Settings and thresholds stay'],
      [POSTGRES, 'Delete MANE’s rows from this PostgreSQL database, and nothing on this machine'],
    ],
    load: async () => (await import('./delete-data.ts')).deleteDataCommand,
  },
];
