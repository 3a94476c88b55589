/**
 * Finds the file behind a URL path inside one folder: for the browser host and for the app's own protocol. Names are
 * taken from an allow-list of characters after exactly one decoding; dot segments, hidden files, anything that is still
 * encoded, and links that lead out of the folder are refused (null), never repaired.
 */
import { realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

export interface StaticFile {
  readonly path: string;
  readonly mime: string;
  /** The name carries a content hash, so it may be kept for ever. */
  readonly hashed: boolean;
}

const MIME: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.txt': 'text/plain; charset=utf-8',
};

export const mimeOf = (path: string): string => MIME[extname(path).toLowerCase()] ?? 'application/octet-stream';

const SEGMENT = /^[A-Za-z0-9_@+~-][A-Za-z0-9_@+~.-]{0,127}$/;
const MAX_PATH = 512;

/** The segments of a URL path (without query), or null when it is not one we would ever have written. */
export function segmentsOf(urlPath: string): string[] | null {
  if (!urlPath.startsWith('/') || urlPath.length > MAX_PATH) return null;
  const decoded = decodeOnce(urlPath);
  if (decoded === null) return null;
  if (decoded === '/') return ['index.html'];
  const segments = decoded.slice(1).split('/');
  return segments.every((segment) => SEGMENT.test(segment)) ? segments : null;
}

function decodeOnce(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // a malformed escape is not a name
  }
}

export async function findStaticFile(folder: string, urlPath: string): Promise<StaticFile | null> {
  const segments = segmentsOf(urlPath);
  if (segments === null) return null;
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, ...segments));
    if (!path.startsWith(root + sep) || !(await stat(path)).isFile()) return null;
    return { path, mime: mimeOf(path), hashed: segments[0] === 'assets' && /-[\w-]{8,}\.\w+$/.test(path) };
  } catch {
    return null; // absent, a folder we may not read, or a broken link: all the same to the caller
  }
}
