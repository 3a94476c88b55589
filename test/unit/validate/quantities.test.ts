import { describe, expect, it } from 'vitest';
import { quantitiesOf } from '../../../src-main/validate/quantities.ts';
import { createSubjects } from '../../../src-main/validate/said.ts';
import { makeAnomaly, makeCase, namesOf } from '../../fixtures/narrative/cases.ts';

const subjects = createSubjects(makeCase(makeAnomaly(), []).evidence, namesOf);
const read = (text: string) =>
  quantitiesOf(text, subjects).map(({ value, unit, sign, role, subject }) => [value, unit, sign, role, subject]);

describe('quantitiesOf', () => {
  it.each<[string, unknown[][]]>([
    ['SOL-USD rose 4.2 %', [[4.2, 'percent', 1, 'plain', 'SOL']]],
    ['fell −4.2 %', [[4.2, 'percent', -1, 'plain', null]]],
    ['fell +4.2 %', [[4.2, 'percent', NaN, 'plain', null]]],
    ['a 4.2 percent drop', [[4.2, 'percent', -1, 'plain', null]]],
    [
      'rose 4 % while BTC fell 1 %',
      [
        [4, 'percent', 1, 'plain', null],
        [1, 'percent', -1, 'plain', 'BTC'],
      ],
    ],
    ['1,234.5 times', [[1234.5, 'times', 0, 'plain', null]]],
    ['within 3 h', [[180, 'minutes', 0, 'plain', null]]],
    ['90 s', [[1.5, 'minutes', 0, 'plain', null]]],
    ['2 min before the onset', [[2, 'minutes', 0, 'before', null]]],
    ['about once in 9 days for SOL', [[9, 'days', 0, 'plain', 'SOL']]],
    ['about once a day for SOL', [[1, 'per_day', 0, 'plain', 'SOL']]],
    ['about 3 a day', [[3, 'per_day', 0, 'plain', null]]],
    ['rarer than anything in 60 days', [[60, 'days', 0, 'memory', null]]],
    ['75 % of the watched symbols', [[75, 'percent', 0, 'share', null]]],
    ['12 % of its usual volume', [[12, 'percent', 0, 'volume', null]]],
    ['at 14:22 UTC on 2024-05-06', []],
    ['1INCH-USD and zk2', []],
    [
      'doubled to three sources',
      [
        [2, 'times', 0, 'plain', null],
        [3, 'count', 0, 'plain', null],
      ],
    ],
    ['$4.2 million', [[4.2, 'money', 0, 'plain', null]]],
    ['4.2 lightyears', [[4.2, 'none', 0, 'plain', null]]],
  ])('%s', (text, expected) => expect(read(text)).toEqual(expected));

  it('knows how exact a number is', () => {
    const exact = quantitiesOf('4 % 4.2 % 4.20 % 3 h', subjects).map(({ tolerance }) => tolerance.toFixed(10));
    expect(exact).toEqual([0.5, 0.05, 0.005, 30].map((x) => x.toFixed(10)));
  });
});
