/** Stored anomalies of the fake engine, for tests of what is shown of them. */
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { createState } from '../../fakes/fake-engine/state.ts';

const state = createState('live');
export const stored = (symbol: string, index = 0): AnomalyDetail =>
  state.details.filter(({ anomaly }) => anomaly.symbol === symbol)[index];
export const allStored = (): AnomalyDetail[] => [...state.details];
