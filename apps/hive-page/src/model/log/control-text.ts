import { applySgr, type TextStyle } from './sgr.js';

/** Longer lines are cut: no one reads them, and a browser lays them out slowly. */
const LONGEST = 8_000;
const TAB_STOP = 8;
/** Changes of style in a line; what comes after is plain. */
const MOST_RUNS = 100;
const SPECIAL = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;
const EACH_SPECIAL = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;
const ESCAPE = '\u001B';
/** What may follow ESC: a control sequence (colours, cursor), a string (titles, links), or a short one. */
const SEQUENCE = /^(?:\[[0-?]*[ -/]*[@-~]?|[\]PX^_]\P{Cc}*\p{Cc}?|[ -/]*[0-~]?)/u;
const STYLE_SEQUENCE = /^\[([\d:;]*)m/;

/** A printed line as text that can only be read, and how the program wanted it to look. */
export interface PrintedLine {
  readonly text: string;
  /** Two code units for each change of style: its place in the text, and the style from there on. */
  readonly runs: string;
}

/**
 * A printed line without terminal sequences, tabs as spaces, every other control character as its picture, and marks
 * that reorder text as U+FFFD. Of the sequences only those that style text have an effect; a line begins plain.
 */
export function printedLine(line: string): PrintedLine {
  const cut = line.length > LONGEST ? `${line.slice(0, LONGEST)} … (${line.length - LONGEST} more)` : line;
  if (!SPECIAL.test(cut)) return { text: cut, runs: '' };
  const [first = '', ...others] = cut.split(ESCAPE);
  let text = appendHarmless('', first);
  let style: TextStyle = 0;
  let runStyle: TextStyle = 0;
  let runs = '';
  for (const part of others) {
    const parameters = STYLE_SEQUENCE.exec(part)?.[1];
    if (parameters !== undefined) style = runs.length < 2 * MOST_RUNS ? applySgr(style, parameters) : 0;
    const end = parameters === undefined ? (SEQUENCE.exec(part)?.[0].length ?? 0) : parameters.length + 2;
    const next = appendHarmless(text, part.slice(end));
    if (style !== runStyle && next.length > text.length) {
      runs += String.fromCharCode(text.length, style);
      runStyle = style;
    }
    text = next;
  }
  return { text, runs };
}

/** The text alone. */
export function harmlessText(line: string): string {
  return printedLine(line).text;
}

/** Every replacement is as long as what it replaces, except for tabs, which depend on what is before them. */
function appendHarmless(text: string, added: string): string {
  if (!SPECIAL.test(added)) return text + added;
  let out = text;
  added.split('\t').forEach((part, index) => {
    if (index > 0) out += ' '.repeat(TAB_STOP - (out.length % TAB_STOP));
    out += part.replaceAll(EACH_SPECIAL, pictureOf);
  });
  return out;
}

function pictureOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\uFFFD';
}
