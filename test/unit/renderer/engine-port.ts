/** The fake engine behind a real message port, as the desktop shell would hand it over. */
import { RPCHandler } from '@orpc/server/message-port';
import { RPCLink } from '@orpc/client/message-port';
import { createRouter } from '../../fakes/fake-engine/router.ts';
import { createState, type Mode } from '../../fakes/fake-engine/state.ts';
import type { Opener } from '../../../src-renderer/client/transport.ts';

export function enginePort(mode: Mode = 'live') {
  const state = createState(mode);
  const { router, told, stop } = createRouter(state);
  const handler = new RPCHandler(router);
  let alive = true;
  let opened = 0;
  let cut: () => void = () => undefined;
  const open: Opener = async () => {
    if (!alive) throw new Error('nobody listens');
    opened += 1;
    const { port1, port2 } = new MessageChannel();
    handler.upgrade(port1);
    port1.start();
    const closed = new Promise<void>((resolve) => port2.addEventListener('close', () => resolve(), { once: true }));
    const link = new RPCLink({ port: port2 });
    port2.start();
    cut = () => port1.close();
    return { link, closed, close: () => port2.close() };
  };
  return {
    state,
    told,
    open,
    opened: () => opened,
    /** The engine dies: its port closes and nobody answers until `revive`. */
    kill() {
      alive = false;
      cut();
    },
    revive: () => void (alive = true),
    stop() {
      stop();
      cut();
    },
  };
}
