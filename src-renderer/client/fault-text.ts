/** One readable line for whatever a call rejected with: the engine's own words when it gave a fault, without their full stop. */
import { ORPCError } from '@orpc/client';
import { messageOf } from '../../src-shared/fault.ts';

export function faultText(error: unknown): string {
  const data: unknown = error instanceof ORPCError ? error.data : null;
  const detail = typeof data === 'object' && data !== null && 'detail' in data ? data.detail : null;
  const text = typeof detail === 'string' && detail !== '' ? detail : ownWords(messageOf(error));
  const plain = text.replace(/[.!]+$/, '');
  // A sentence starts large, a file name or an address stays as it is.
  return /^[a-z]+[ ,:]/.test(plain) ? plain.charAt(0).toUpperCase() + plain.slice(1) : plain;
}

/** A call whose connection ended under it: what it asked for may still be done, and the library's words say nothing to a reader. */
const ownWords = (message: string): string =>
  message.startsWith('[AsyncIdQueue]') ? 'the engine did not answer in time; it may still do what was asked' : message;
