/** Longer lines are cut: no one reads them, and a browser lays them out slowly. */
const LONGEST = 8_000;
const TAB_STOP = 8;
const SPECIAL = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;
const EACH_SPECIAL = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;
const ESCAPE = '\u001B';
/** What may follow ESC: a control sequence (colours, cursor), a string (titles, links), or a short one. */
const SEQUENCE = /^(?:\[[0-?]*[ -/]*[@-~]?|[\]PX^_]\P{Cc}*\p{Cc}?|[ -/]*[0-~]?)/u;

/**
 * A printed line as text that can only be read: without terminal sequences, tabs as spaces, every other control
 * character as its picture, and marks that reorder text as U+FFFD.
 */
export function harmlessText(line: string): string {
  const text = line.length > LONGEST ? `${line.slice(0, LONGEST)} … (${line.length - LONGEST} more)` : line;
  if (!SPECIAL.test(text)) return text;
  return expandTabs(withoutSequences(text)).replaceAll(EACH_SPECIAL, pictureOf);
}

function withoutSequences(text: string): string {
  const [first = '', ...others] = text.split(ESCAPE);
  return first + others.map((part) => part.replace(SEQUENCE, '')).join('');
}

function expandTabs(text: string): string {
  if (!text.includes('\t')) return text;
  let out = '';
  for (const part of text.split(/(\t)/)) {
    out += part === '\t' ? ' '.repeat(TAB_STOP - (out.length % TAB_STOP)) : part;
  }
  return out;
}

function pictureOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\uFFFD';
}
