/**
 * `secrets.json` in the data folder, for its owner alone (mode 600), as libpq demands of its .pgpass: opened to others it is
 * closed again and said so; a link, another user's file or one that cannot be closed is not read. Written whole or not at all.
 * The values stand in it as they are, unless a `Seal` (an operating system's keychain) is given. On Windows the folder's own
 * rights have to do.
 */
import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, throwFault } from '../../src-shared/fault.ts';
import { freshId } from './ids.ts';

export interface SecretKeeper {
  /** Throws FaultError when they must not or cannot be read. */
  read(): { readonly secrets: Readonly<Record<string, string>>; readonly warning: string | null };
  /** All of them. Throws FaultError. */
  write(secrets: Readonly<Record<string, string>>): void;
}

/** Turns a text into another that only this user on this machine can turn back. */
export interface Seal {
  readonly name: string;
  seal(text: string): string;
  /** Throws when it was sealed elsewhere. */
  open(sealed: string): string;
}

const FileSchema = z.object({
  version: z.literal(1),
  /** The seal's name; null: as they are. */
  sealed: z.string().nullable(),
  secrets: z.record(z.string().max(1000), z.string()),
});

const OTHERS = 0o077;
const OWNER_ONLY = 0o600;

export function secretFile(folder: string, seal: Seal | null = null): SecretKeeper {
  const path = join(folder, 'secrets.json');
  return {
    read() {
      const warning = guard(path);
      if (warning === 'absent') return { secrets: {}, warning: null };
      const { sealed, secrets } = parse(path);
      if (sealed === null) return { secrets, warning };
      if (sealed !== seal?.name)
        throwFault('refused', `${path}: sealed by ${sealed}, which is not to be had here: give the secrets anew`);
      return {
        secrets: Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, seal.open(value)])),
        warning,
      };
    },
    write(secrets) {
      mkdirSync(folder, { recursive: true });
      const kept = Object.entries(secrets).map(([name, value]) => [name, seal === null ? value : seal.seal(value)]);
      const content = {
        version: 1,
        sealed: seal?.name ?? null,
        secrets: Object.fromEntries(kept) as Record<string, string>,
      };
      replace(path, `${JSON.stringify(content, null, 2)}\n`);
    },
  };
}

/** Null when it is ours alone, a line when it had to be closed, `absent` when there is none. */
function guard(path: string): string | null {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 'absent';
  if (!found.isFile()) throwFault('refused', `${path} is not a plain file and was not read: replace it`);
  if (process.platform === 'win32') return null;
  if (process.getuid?.() !== undefined && found.uid !== process.getuid())
    throwFault('refused', `${path} belongs to another user and was not read: make it yours, or remove it`);
  if ((found.mode & OTHERS) === 0) return null;
  try {
    chmodSync(path, OWNER_ONLY);
  } catch (error) {
    throwFault('refused', `${path} can be read by others and was not read: run chmod 600 on it (${messageOf(error)})`);
  }
  return `${path} could be read by others; it is closed now, but what stands in it may be known: change those passwords`;
}

function parse(path: string): z.infer<typeof FileSchema> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    // A parser's message quotes what it could not read.
    const why = error instanceof SyntaxError ? 'it is no JSON' : messageOf(error);
    return throwFault('corrupt', `${path} cannot be read (${why}): correct or remove it`);
  }
  const parsed = FileSchema.safeParse(content);
  return parsed.success ? parsed.data : throwFault('corrupt', `${path} is not a file of secrets: correct or remove it`);
}

/** A new file beside it takes its place in one step. */
function replace(path: string, text: string): void {
  const draft = `${path}.${freshId()}`;
  try {
    const file = openSync(draft, 'wx', OWNER_ONLY);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throwFault('storage', `${path} cannot be written (${messageOf(error)})`);
  }
}
