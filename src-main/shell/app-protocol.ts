/**
 * `app://mane/…`: the window's own origin. Serves the built renderer, and only that, with the same file rules and headers
 * as the browser host; the page may connect to nothing at all, since it speaks through its message port.
 */
import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { securityHeaders } from '../api/csp.ts';
import { findStaticFile } from '../api/static-files.ts';

export const APP_SCHEME = 'app';
export const APP_HOST = 'mane';
export const APP_URL = `${APP_SCHEME}://${APP_HOST}/index.html`;

/** Before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

export function serveApp(session: Session, folder: string): void {
  session.protocol.handle(APP_SCHEME, (request) => respond(request, folder));
}

/** True for a page of ours, whatever its path or hash. */
export function isAppUrl(address: string): boolean {
  return URL.canParse(address) && new URL(address).protocol === `${APP_SCHEME}:` && new URL(address).host === APP_HOST;
}

export async function respond(request: Pick<Request, 'url' | 'method'>, folder: string): Promise<Response> {
  const headers = securityHeaders([]);
  const refuse = (status: number, body: string) => new Response(body, { status, headers });
  if (request.method !== 'GET') return refuse(405, 'GET only');
  if (!isAppUrl(request.url)) return refuse(404, 'no such host');
  const file = await findStaticFile(folder, pathOf(request.url));
  if (file === null) return refuse(404, 'no such file');
  const body = new Uint8Array(await readFile(file.path));
  return new Response(body, { headers: { ...headers, 'Content-Type': file.mime } });
}

/** The path as it was sent: URL would resolve dot segments, and what needs resolving is to be refused. */
function pathOf(address: string): string {
  const rest = address.replace(/^[a-z]+:\/\/[^/?#]*/i, '');
  return rest.split(/[?#]/, 1)[0] || '/';
}
