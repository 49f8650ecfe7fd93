/**
 * How `sort -V` orders two lines; `undefined` where versions of it differ. Names are compared without what looks like
 * the suffix of a file, and only when they are alike with it.
 */
export function compareNames(first: string, second: string): number | undefined {
  if (first === second) return 0;
  if (!isUsual(first) || !isUsual(second)) return undefined;
  const order = compareVersions(withoutSuffix(first), withoutSuffix(second));
  return order === 0 ? compareVersions(first, second) : order;
}

/** A tilde sorts before the end of a line, in one way or another. */
function isUsual(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._+:-]*$/.test(text);
}

function withoutSuffix(text: string): string {
  let end = text.length;
  for (;;) {
    const dot = text.lastIndexOf('.', end - 1);
    if (dot <= 0 || !/^[A-Za-z][A-Za-z0-9]*$/.test(text.slice(dot + 1, end))) return text.slice(0, end);
    end = dot;
  }
}

/** Stretches of digits by their value; of what is between, letters come before signs and an end before both. */
function compareVersions(first: string, second: string): number {
  let [left, right] = [0, 0];
  while (left < first.length || right < second.length) {
    while (isText(first[left]) || isText(second[right])) {
      const difference = weightOf(first[left]) - weightOf(second[right]);
      if (difference !== 0) return difference;
      left += 1;
      right += 1;
    }
    const [digits, others] = [digitsAt(first, left), digitsAt(second, right)];
    const difference = compareDigits(digits.replace(/^0+/, ''), others.replace(/^0+/, ''));
    if (difference !== 0) return difference;
    left += digits.length;
    right += others.length;
  }
  return 0;
}

function compareDigits(first: string, second: string): number {
  if (first.length !== second.length) return first.length - second.length;
  return first < second ? -1 : first > second ? 1 : 0;
}

function isText(character: string | undefined): boolean {
  return character !== undefined && !/[0-9]/.test(character);
}

/** Digits and the end of the line weigh nothing. */
function weightOf(character: string | undefined): number {
  if (character === undefined || /[0-9]/.test(character)) return 0;
  const code = character.charCodeAt(0);
  return /[A-Za-z]/.test(character) ? code : code + 256;
}

const DIGITS = /[0-9]*/y;

function digitsAt(text: string, start: number): string {
  DIGITS.lastIndex = start;
  return DIGITS.exec(text)?.[0] ?? '';
}
