/** Where the thresholds come from: the file named, else the user's copy in the data folder, else the shipped one. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { throwFault } from '../../src-shared/fault.ts';
import { resourcePath } from '../base/paths.ts';
import { parseThresholds, type Thresholds } from '../detect/thresholds.ts';

/** Throws `bad_input` with file, line, key and what was expected. */
export function readThresholds(dataFolder: string, file?: string): Thresholds {
  const own = join(dataFolder, 'thresholds.yaml');
  const path = file ?? (existsSync(own) ? own : resourcePath('thresholds.yaml'));
  if (!existsSync(path)) throwFault('bad_input', `${path}: no such file; expected a thresholds.yaml`);
  const parsed = parseThresholds(readFileSync(path, 'utf8'), path);
  return parsed.ok ? parsed.value : throwFault(parsed.fault.kind, parsed.fault.detail);
}
