/** Takes the engine's lock, says `held` or the fault, and keeps it until it is killed or its standard input ends. */
import { writeSync } from 'node:fs';
import { acquireEngineLock } from '../../../src-main/base/lock-file.ts';

const lock = acquireEngineLock(process.argv[2] ?? '', { pid: process.pid, port: 4321, token: 'secret' });
writeSync(1, lock.ok ? 'held\n' : `${lock.fault.kind}: ${lock.fault.detail}\n`);
if (lock.ok) process.stdin.on('end', () => lock.value.release()).resume();
