/** One logger (pino) for the engine: JSON lines on stderr or a file, with every secret-looking field redacted. */
import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

const SECRET_FIELDS = [
  'apiKey',
  'api_key',
  'key',
  'secret',
  'token',
  'password',
  'authorization',
  'cookie',
  'url.password',
];

export interface LoggerOptions {
  /** MANE_LOG, else `fatal`: expected failures are told by Health and by exit lines, not by the log. */
  readonly level?: string;
  readonly destination?: DestinationStream;
}

export function createLogger({ level = process.env.MANE_LOG ?? 'fatal', destination }: LoggerOptions = {}): Logger {
  const options = {
    level,
    base: null,
    redact: {
      paths: SECRET_FIELDS.flatMap((field) => (field.includes('.') ? [field] : [field, `*.${field}`])),
      censor: '[redacted]',
    },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return pino(options, destination ?? pino.destination({ dest: 2, sync: true }));
}

/** Hides credentials inside a URL before it is shown or logged; a database's user is no secret, whatever stands up to the last @ is. */
export function redactUrl(text: string): string {
  return text
    .replace(/\b(postgres(?:ql)?(?:\+\w+)?:\/\/)[^\s:@/]*:\S*@/gi, '$1[redacted]@')
    .replace(/\b(?!postgres)([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, '$1[redacted]@');
}

export const silentLogger: Logger = pino({ level: 'silent' });
