/** What can go wrong with an endpoint, as one word each, around a fault that says what to do. */
import { fault, FaultError, type FaultKind } from '../../../src-shared/fault.ts';

export type ModelProblem =
  | 'wrong_key' // 401 and 403 alone
  | 'no_such_model'
  | 'wrong_address'
  | 'unreachable'
  | 'rate_limited'
  | 'quota'
  | 'timeout'
  | 'unavailable'
  | 'bad_request'
  | 'bad_answer'
  | 'budget'
  | 'cancelled';

const KINDS: Readonly<Record<ModelProblem, FaultKind>> = {
  wrong_key: 'refused',
  no_such_model: 'not_found',
  wrong_address: 'not_found',
  unreachable: 'network',
  rate_limited: 'rate_limited',
  quota: 'refused',
  timeout: 'timeout',
  unavailable: 'unavailable',
  bad_request: 'refused',
  bad_answer: 'corrupt',
  budget: 'refused',
  cancelled: 'cancelled',
};

/** After these the endpoint has charged nothing: it said no, or nothing reached it. After the others it may have. */
const FREE: ReadonlySet<ModelProblem> = new Set([
  'wrong_key',
  'no_such_model',
  'wrong_address',
  'rate_limited',
  'quota',
  'unavailable',
  'bad_request',
]);

export interface ModelErrorExtra {
  readonly retryAfterMs?: number | undefined;
  /** Whether the endpoint may have charged; by default what the problem says. */
  readonly charged?: boolean;
}

export class ModelError extends FaultError {
  readonly problem: ModelProblem;
  readonly charged: boolean;
  constructor(problem: ModelProblem, detail: string, { retryAfterMs, charged }: ModelErrorExtra = {}) {
    super(fault(KINDS[problem], detail, retryAfterMs === undefined ? {} : { retryAfterMs }));
    this.problem = problem;
    this.charged = charged ?? !FREE.has(problem);
  }
}

export const cancelledError = (): ModelError => new ModelError('cancelled', 'the request was cancelled');
