import { placesBefore } from './walk.js';

const RESERVED =
  '(?!(?:if|then|elif|else|fi|for|do|done|while|until|case|esac|select|function|time|coproc|in)(?![\\w./-]))';

const SIMPLE_WORDS = String.raw`(?:[\w ./:=,%@^+*?~\[\]{}-]|\\.|'[^']*'|"(?:[^"\x60\\$]|\\.|\$\w|\$\{\w+\})*"|\$\w|\$\{\w+\}|2>/dev/null|2>&1){1,300}`;

const SIMPLE_COMMAND = String.raw`${RESERVED}[\w./]${SIMPLE_WORDS}`;

const SIMPLE_LIST = String.raw`${SIMPLE_COMMAND}(?:(?:\|\||\||&&) ?${SIMPLE_COMMAND}){0,9}`;

const SIMPLE_ARITHMETIC = String.raw`\$\(\([\w\s+*/%<>=?:$-]*\)\)`;

const SIMPLE_SUBSTITUTION = new RegExp(
  String.raw`${SIMPLE_ARITHMETIC}|\$\(${SIMPLE_LIST}\)|\x60${SIMPLE_LIST}\x60`,
  'y',
);

/** Whether it is one of the usual kind, words and pipes alone, which cannot be wrong: reading it again is expensive. */
export function isSimpleSubstitution(text: string, place: number): boolean {
  SIMPLE_SUBSTITUTION.lastIndex = place;
  return SIMPLE_SUBSTITUTION.test(text);
}

/** Where `$(`, `<(`, `>(` and a backtick stand, ascending. */
export function substitutionPlaces(text: string): number[] {
  const places = placesBefore(text, '(', '$<>');
  const count = places.length;
  for (let index = text.indexOf('`'); index !== -1; index = text.indexOf('`', index + 1)) places.push(index);
  return places.length === count ? places : places.sort((first, second) => first - second);
}
