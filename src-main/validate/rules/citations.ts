/** Every sentence cites, and every citation exists. */
import type { Check } from './rule.ts';

export const citations: Check = ({ cites }, { evidence }) => {
  const known = new Set(evidence.facts.map((fact) => fact.id));
  if (cites.length === 0) return ['cites no evidence'];
  const missing = [...new Set(cites)].filter((id) => !known.has(id));
  const twice = new Set(cites).size !== cites.length;
  return [
    ...missing.map((id) => `cites ${id}, which does not exist`),
    ...(twice ? ['cites the same evidence twice'] : []),
  ];
};
