/**
 * Backs up and restores by turns until it is killed, as two commands would. Arguments: database, folder of backups, backup A, backup B.
 * Prints a letter per finished step.
 */
import { writeSync } from 'node:fs';
import { makeBackup } from '../../../../src-main/store/care/backup.ts';
import { restoreBackup } from '../../../../src-main/store/care/restore.ts';

const [database = '', folder = '', a = '', b = ''] = process.argv.slice(2);
writeSync(1, 'ready\n');
for (let turn = 0; ; turn++) {
  await makeBackup({ database, to: { folder }, keep: 2 });
  writeSync(1, 'backup\n');
  await restoreBackup(turn % 2 === 0 ? a : b, database);
  writeSync(1, 'restore\n');
}
