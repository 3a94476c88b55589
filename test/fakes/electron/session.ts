/** session.defaultSession and protocol: handlers are recorded so that a test (or the page) can ask them. */
import { fake } from './state.ts';

type Handler = (request: Request) => Promise<Response> | Response;
type Permission = ((contents: unknown, permission: string, answer: (granted: boolean) => void) => void) | null;

export const defaultSession = {
  permission: null as Permission,
  check: null as (() => boolean) | null,
  device: null as (() => boolean) | null,
  setPermissionRequestHandler(handler: Permission): void {
    this.permission = handler;
  },
  setPermissionCheckHandler(handler: () => boolean): void {
    this.check = handler;
  },
  setDevicePermissionHandler(handler: () => boolean): void {
    this.device = handler;
  },
  protocol: {
    handle: (scheme: string, handler: Handler) => void fake.protocols.set(scheme, handler),
  },
};
export const session = { defaultSession };
export const protocol = {
  privileged: [] as unknown[],
  registerSchemesAsPrivileged(schemes: unknown[]): void {
    this.privileged = schemes;
  },
};
