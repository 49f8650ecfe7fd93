/** How text looks, in bits: 3 of its colour, 3 of its ground, then a flag each. 0 is plain. */
export type TextStyle = number;

/** The colours that the page shows. Every other one becomes the nearest, so that all can be read in both themes. */
const COLOURS = ['', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'gray'] as const;
const [DEFAULT, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, GRAY] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const COLOUR = 0b111;
const GROUND_SHIFT = 3;
const GROUND = COLOUR << GROUND_SHIFT;
const BOLD = 1 << 6;
const FAINT = 1 << 7;
const ITALIC = 1 << 8;
const UNDERLINE = 1 << 9;
const STRIKE = 1 << 10;
const INVERSE = 1 << 11;

/** What a sequence takes away from a style, and what it then adds. */
interface Effect {
  readonly clear: number;
  readonly set: number;
}

const NO_EFFECT: Effect = { clear: 0, set: 0 };

/** What each code without a colour does. Blinking is left out; hidden text is shown, for nothing may hide in a log. */
const EFFECTS: ReadonlyMap<number, Effect> = new Map([
  [0, { clear: -1, set: 0 }],
  [1, { clear: 0, set: BOLD }],
  [2, { clear: 0, set: FAINT }],
  [3, { clear: 0, set: ITALIC }],
  [4, { clear: 0, set: UNDERLINE }],
  [7, { clear: 0, set: INVERSE }],
  [9, { clear: 0, set: STRIKE }],
  [21, { clear: 0, set: UNDERLINE }],
  [22, { clear: BOLD | FAINT, set: 0 }],
  [23, { clear: ITALIC, set: 0 }],
  [24, { clear: UNDERLINE, set: 0 }],
  [27, { clear: INVERSE, set: 0 }],
  [29, { clear: STRIKE, set: 0 }],
  [39, { clear: COLOUR, set: 0 }],
  [49, { clear: GROUND, set: 0 }],
]);

/**
 * The style after a "select graphic rendition" sequence (ECMA-48, with the 256 and RGB colours of ITU T.416).
 *
 * @param parameters what stands between `ESC [` and `m`, such as `1;31`
 */
export function applySgr(style: TextStyle, parameters: string): TextStyle {
  const { clear, set } = knownEffect(parameters);
  return (style & ~clear) | set;
}

/** A program uses few sequences, again and again. */
const known = new Map<string, Effect>();
const MOST_KNOWN = 256;
const LONGEST_KNOWN = 24;

function knownEffect(parameters: string): Effect {
  const found = known.get(parameters);
  if (found) return found;
  const effect = effectOfAll(parameters.split(';'));
  if (known.size === MOST_KNOWN) known.clear();
  if (parameters.length <= LONGEST_KNOWN) known.set(parameters, effect);
  return effect;
}

function effectOfAll(fields: readonly string[]): Effect {
  let all = NO_EFFECT;
  for (let at = 0; at < fields.length; at += 1) {
    const [code = 0, ...own] = (fields[at] ?? '').split(':').map(Number);
    if (code === 38 || code === 48) {
      // With colons the colour is in the same field, else in those that follow.
      const { colour, used } =
        own.length > 0 ? extendedColour(own) : extendedColour(fields.slice(at + 1, at + 5).map(Number));
      if (own.length === 0) at += used;
      if (colour !== undefined) all = both(all, colourEffect(code === 48, colour));
    } else {
      all = both(all, effectOf(code === 4 && own[0] === 0 ? 24 : code));
    }
  }
  return all;
}

function both(first: Effect, second: Effect): Effect {
  return { clear: first.clear | second.clear, set: (first.set & ~second.clear) | second.set };
}

function effectOf(code: number): Effect {
  const tens = Math.floor(code / 10);
  const isBright = tens === 9 || tens === 10;
  const isColour = code % 10 <= 7 && (isBright || tens === 3 || tens === 4);
  if (!isColour) return EFFECTS.get(code) ?? NO_EFFECT;
  return colourEffect(tens === 4 || tens === 10, namedColour((code % 10) + (isBright ? 8 : 0)));
}

/** Black or white: which of them can be read is up to the theme. */
const EXTREME = -1;

function colourEffect(isGround: boolean, colour: number): Effect {
  if (isGround) return { clear: GROUND, set: (colour === EXTREME ? GRAY : colour) << GROUND_SHIFT };
  return { clear: COLOUR, set: colour === EXTREME ? DEFAULT : colour };
}

/** Of the 16 colours of a terminal. */
function namedColour(number: number): number {
  if (number === 8) return GRAY;
  return number % 8 === 0 || number % 8 === 7 ? EXTREME : number % 8;
}

/** A colour after 38 or 48, and how many numbers it took: `5;N`, or `2;R;G;B`, where a colour space may come before R. */
function extendedColour(numbers: readonly number[]): { colour: number | undefined; used: number } {
  const [form, index = 0] = numbers;
  if (form === 5) return { colour: indexedColour(index), used: 2 };
  if (form !== 2) return { colour: undefined, used: numbers.length };
  const [red = 0, green = 0, blue = 0] = numbers.slice(numbers.length > 4 ? 2 : 1);
  return { colour: nearestColour(red, green, blue), used: 4 };
}

/** Of the 256 colours: 16 named, a cube of 6 × 6 × 6, and grays. */
function indexedColour(index: number): number {
  if (index < 16) return namedColour(index);
  if (index > 231) return GRAY;
  const place = index - 16;
  return nearestColour(Math.floor(place / 36) * 51, (Math.floor(place / 6) % 6) * 51, (place % 6) * 51);
}

/** Where each hue ends, in degrees. */
const HUES = [
  [20, RED],
  [70, YELLOW],
  [160, GREEN],
  [200, CYAN],
  [260, BLUE],
  [330, MAGENTA],
  [360, RED],
] as const;

function nearestColour(red: number, green: number, blue: number): number {
  const highest = Math.max(red, green, blue);
  const range = highest - Math.min(red, green, blue);
  if (range < 48) return highest > 64 && highest < 192 ? GRAY : EXTREME;
  const sector =
    highest === red
      ? ((green - blue) / range + 6) % 6
      : highest === green
        ? (blue - red) / range + 2
        : (red - green) / range + 4;
  return HUES.find(([end]) => sector * 60 <= end)?.[1] ?? EXTREME;
}

const FLAGS = [
  [BOLD, 'ansi-bold'],
  [ITALIC, 'ansi-italic'],
  [UNDERLINE, 'ansi-underline'],
  [STRIKE, 'ansi-strike'],
] as const;

/** The classes of the style sheet for a style; `undefined` for plain text. */
export function classesOf(style: TextStyle): string | undefined {
  if (style === 0) return undefined;
  const isInverse = (style & INVERSE) !== 0;
  const own = style & COLOUR || (style & FAINT ? GRAY : DEFAULT);
  const behind = (style & GROUND) >> GROUND_SHIFT;
  const colour = isInverse ? (behind === GRAY ? DEFAULT : behind) : own;
  const ground = isInverse ? own || GRAY : behind;
  const classes: string[] = FLAGS.filter(([flag]) => style & flag).map(([, name]) => name);
  if (colour !== DEFAULT) classes.push(`ansi-${COLOURS[colour]}`);
  if (ground !== DEFAULT) classes.push(`ansi-on-${COLOURS[ground]}`);
  return classes.join(' ') || undefined;
}
