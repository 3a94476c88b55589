/**
 * COPY over the driver's own connection: one statement, one bounded buffer in or out. The driver knows the messages of COPY but
 * no query that uses them. Errors are the server's own, and whatever breaks while rows travel rejects and nothing else.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-COPY
 */
import type pg from 'pg';

/** What the driver's connection can besides, and what it calls on a query. */
interface Sending {
  query(sql: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}
interface CopyQuery extends pg.Submittable {
  callback(): void;
  handleCopyInResponse(connection: Sending): void;
  handleCopyData(message: { readonly chunk: Buffer }): void;
  handleCommandComplete(message: { readonly text: string }): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
}

const FIRST_BYTES = 1 << 16;

interface Copied {
  /** Rows, as the server counted them. */
  readonly count: number;
  /** What came out. */
  readonly data: Buffer;
}

function copy(client: pg.ClientBase, sql: string, given: Buffer | null): Promise<Copied> {
  const received = createReceived();
  let count = 0;
  return new Promise((resolve, reject) => {
    const query: CopyQuery = {
      submit: (connection) => connection.query(sql),
      callback: () => undefined,
      handleCopyInResponse(connection) {
        if (given !== null) connection.sendCopyFromChunk(given);
        connection.endCopyFrom();
      },
      handleCopyData: ({ chunk }) => received.add(chunk),
      handleCommandComplete: ({ text }) => void (count = Number(text.split(' ')[1] ?? 0)),
      handleReadyForQuery: () => resolve({ count, data: received.whole() }),
      handleError: reject,
    };
    client.query(query);
  });
}

/** Grows by doubling; a chunk is copied at once, because the driver uses its memory again. */
function createReceived() {
  let buffer = Buffer.alloc(0);
  let length = 0;
  return {
    add(chunk: Buffer): void {
      if (length + chunk.length > buffer.length) {
        const larger = Buffer.allocUnsafe(Math.max(FIRST_BYTES, 2 * buffer.length, length + chunk.length));
        buffer.copy(larger, 0, 0, length);
        buffer = larger;
      }
      length += chunk.copy(buffer, length);
    },
    whole: (): Buffer => buffer.subarray(0, length),
  };
}

/** `COPY … FROM STDIN`; the number of rows. */
export const copyIn = async (client: pg.ClientBase, sql: string, data: Buffer): Promise<number> =>
  (await copy(client, sql, data)).count;

/** `COPY … TO STDOUT`. */
export const copyOut = async (client: pg.ClientBase, sql: string): Promise<Buffer> =>
  (await copy(client, sql, null)).data;
