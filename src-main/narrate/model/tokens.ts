/**
 * How many tokens a text costs at most, without the endpoint's own tokenizer: a bound to reserve by, not a count. A third of a
 * token a letter and a whole one for every digit, sign and byte beyond ASCII stays above what the common vocabularies give.
 */
import type { ChatMessage, ChatTool } from '../../../src-shared/ports/chat-model.ts';

/** For the role and the marks around a message. */
const PER_MESSAGE = 8;

export function tokensOf(text: string): number {
  let tokens = 0;
  let letters = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isLetter(code)) letters += 1;
    else if (code > 127) tokens += bytesOf(code);
    else if (code !== 32) tokens += 1;
    if (letters > 0 && !isLetter(code)) {
      tokens += Math.ceil(letters / 3);
      letters = 0;
    }
  }
  return tokens + Math.ceil(letters / 3);
}

const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
/** UTF-8 bytes of one UTF-16 unit; a surrogate pair has four. */
const bytesOf = (code: number): number => (code < 0x800 ? 2 : code >= 0xd800 && code <= 0xdfff ? 2 : 3);

export function promptTokens(messages: readonly ChatMessage[], tools: readonly ChatTool[] = []): number {
  const said = messages.reduce((sum, message) => sum + PER_MESSAGE + messageTokens(message), 0);
  return said + (tools.length === 0 ? 0 : tokensOf(JSON.stringify(tools)));
}

function messageTokens(message: ChatMessage): number {
  const calls = message.role === 'assistant' && message.toolCalls ? JSON.stringify(message.toolCalls) : '';
  return tokensOf(message.content ?? '') + tokensOf(calls);
}
