/** Real clients for the simulated servers: a WebSocket that keeps what it gets, and times that a test moves by hand. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { settableTime } from '../../../src-main/base/clock.ts';
import { startSimulation, type Simulation, type SimulationOptions } from '../../../src-main/simulate/simulation.ts';

export const EPOCH = Date.UTC(2026, 2, 3, 12);
export const MINUTE = 60_000;

export type Message = Record<string, unknown> & { type: string };

export interface TestClient {
  readonly messages: Message[];
  readonly frames: string[];
  send(request: object | string): void;
  /** Sends a subscription and waits for its answer: everything sent before has then arrived. */
  subscribe(channels: readonly string[], products: readonly string[]): Promise<Message>;
  of(type: string, product?: string): Message[];
  readonly closed: Promise<unknown>;
  close(): void;
}

export async function connect(url: string): Promise<TestClient> {
  const socket = new WebSocket(url);
  const messages: Message[] = [];
  const frames: string[] = [];
  let wake = () => {};
  socket.on('message', (data: Buffer) => {
    const text = data.toString();
    frames.push(text);
    if (text.startsWith('{')) messages.push(JSON.parse(text) as Message);
    wake();
  });
  await once(socket, 'open');
  const closed = once(socket, 'close');
  const answer = async (from: number): Promise<Message> => {
    for (;;) {
      const found = messages.slice(from).find(({ type }) => type === 'subscriptions' || type === 'error');
      if (found) return found;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const send = (request: object | string) =>
    socket.send(typeof request === 'string' ? request : JSON.stringify(request));
  return {
    messages,
    frames,
    send,
    subscribe(channels, products) {
      const from = messages.length;
      send({ type: 'subscribe', product_ids: products, channels });
      return answer(from);
    },
    of: (type, product) =>
      messages.filter((message) => message.type === type && (!product || message['product_id'] === product)),
    closed,
    close: () => socket.terminate(),
  };
}

export interface Stage {
  readonly simulation: Simulation;
  /** Moves market time to `minutes` after the epoch (and the wall on by `wallMs`), so that the pump runs. */
  advance(minutes: number, wallMs?: number): void;
  get(path: string): Promise<Response>;
}

export type StageOptions = Partial<Omit<SimulationOptions, 'time' | 'epoch'>> & { readonly startMinutes?: number };

export async function stage({ startMinutes = 0, ...options }: StageOptions = {}): Promise<Stage> {
  const market = settableTime(EPOCH + startMinutes * MINUTE);
  const wall = settableTime(Date.UTC(2026, 0, 1));
  const simulation = await startSimulation({
    seed: 'test',
    historyDays: 1,
    faults: { badTicks: false },
    ...options,
    epoch: EPOCH,
    time: { market, wall },
  });
  return {
    simulation,
    advance(minutes, wallMs = 25) {
      market.set(EPOCH + minutes * MINUTE);
      wall.set(wall.now() + wallMs);
    },
    get: (path) => fetch(simulation.exchange.rest + path),
  };
}
