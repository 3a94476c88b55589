/** A second opinion on a draft that passed the rules. Any fault of a judge that is switched on means not validated. */
import type { Draft, Evidence, Finding } from '../narrative.ts';
import type { Result } from '../fault.ts';

export interface Judge {
  judge(draft: Draft, evidence: Evidence, signal: AbortSignal): Promise<Result<Finding>>;
}
