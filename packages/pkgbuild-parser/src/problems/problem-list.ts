import type { Place } from './positions.js';
import type { Problem, ProblemCode, Range } from './problem.js';

/** Collects what there is to say about a text. */
export interface ProblemList {
  readonly problems: Problem[];
  error(code: ProblemCode, place: Place, message: string): void;
  warning(code: ProblemCode, place: Place, message: string): void;
  /** A warning that a variable is not known. */
  dynamic(variable: string, place: Place, message: string): void;
}

export function createProblemList(rangeOf: (place: Place) => Range): ProblemList {
  const problems: Problem[] = [];
  function add(severity: Problem['severity'], code: ProblemCode) {
    return (place: Place, message: string): void => {
      problems.push({ code, severity, message, range: rangeOf(place) });
    };
  }
  return {
    problems,
    error: (code, place, message) => add('error', code)(place, message),
    dynamic: (variable, place, message) => {
      problems.push({ code: 'DYNAMIC', severity: 'warning', message, range: rangeOf(place), variable });
    },
    warning: (code, place, message) => add('warning', code)(place, message),
  };
}
