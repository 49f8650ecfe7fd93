import type { ParameterExpansionPart, ParameterOperation, SimpleExpansionPart } from 'unbash';
import type { Place } from '../../../problems/positions.js';
import { checkedValue, takeSteps } from '../../state/budget.js';
import { NotKnown } from '../../state/outcomes.js';
import { placeOf } from '../../state/places.js';
import { refuseUnset } from '../../state/refuse-unset.js';
import type { Segment } from '../../state/segments.js';
import type { Quoting, Shell } from '../../state/shell.js';
import type { Expansion } from './expansion.js';
import { separatorOf } from './special-parameters.js';

export function asSegments(shell: Shell, { values, joins }: Expansion, quoting: Quoting): Segment[] {
  if (quoting === 'document' && joins !== undefined && values.some((value) => /\s/.test(value))) {
    throw new NotKnown('a list in a here-document', placeOf(shell, { pos: 0, end: 0 }));
  }
  const type = quoting === 'bare' ? 'expanded' : 'quoted';
  if (joins === '*' && quoting !== 'bare') {
    return [{ type, text: values.join(separatorOf(shell)) }];
  }
  const between: Segment = { type: 'break', text: joins === '*' ? separatorOf(shell) : ' ' };
  const place = { pos: 0, end: 0 };
  takeSteps(shell, place, values.length >> 2);
  return values.flatMap((value, index): Segment[] => {
    const segment: Segment = { type, text: checkedValue(shell, value, place) };
    return index === 0 ? [segment] : [between, segment];
  });
}

export type Part = SimpleExpansionPart | ParameterExpansionPart;

export type Operation<T extends ParameterOperation['type']> = Extract<ParameterOperation, { type: T }>;

/** A list may be empty under `set -u`, a single value may not be missing. */
export function refuseMissing(shell: Shell, { isSet, joins }: Expansion, place: Place): void {
  if (!isSet && joins === undefined) refuseUnset(shell, place);
}
