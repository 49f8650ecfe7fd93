/** How often a compiler warned of one kind of thing. */
export interface WarningKind {
  /** Its flag, such as `-Wunused-variable`, else the warning's own words. */
  readonly kind: string;
  readonly count: number;
}

/** Warnings of a step that were left out of its output. */
export interface FoldedWarnings {
  readonly count: number;
  /** The most frequent first; at most ten. */
  readonly kinds: readonly WarningKind[];
}

/** The first warnings of each kind are shown. */
const SHOWN = 3;
const MAX_KINDS = 1_000;
const TOLD_KINDS = 10;
/** Lines that may stand before a warning, such as where a header is included from. */
const MAX_HELD = 100;

/** gcc and clang name the place before it; rustc does not. */
const WARNING = /^(?:\S.{0,1000}: )?warning(?:\[\w+\])?: (.{1,2000})$/;
const FLAG = /\[(-W[\w-]+(?:=\d+)?)(?:,[^\]]*)?\]$/;
const BEFORE =
  /^(?:In file included from |\s+from |.{1,1000}: In (?:static |member |lambda )*(?:function|constructor|destructor|instantiation)\b|.{1,1000}: At global scope:)/;
const AFTER = /^(?:\s|\d+ \||.{1,1000}: note: )/;
const ERROR = /\berror\b/i;

/**
 * Leaves out the warnings of a kind that was shown often enough, with the lines that belong to them. Every other line is
 * passed on, in its order.
 */
export class WarningFold<Line> {
  readonly #pass: (line: Line) => void;
  readonly #counts = new Map<string, number>();
  #folded = new Map<string, number>();
  #held: Line[] = [];
  #isFolding = false;

  constructor(pass: (line: Line) => void) {
    this.#pass = pass;
  }

  /** Takes a line; `text` is what it says. */
  push(text: string, line: Line): void {
    const warning = ERROR.test(text) ? undefined : WARNING.exec(text)?.[1];
    if (warning !== undefined) {
      this.#warn(FLAG.exec(warning)?.[1] ?? warning, line);
      return;
    }
    if (BEFORE.test(text) && this.#held.length < MAX_HELD) {
      this.#held.push(line);
      return;
    }
    if (this.#isFolding && !ERROR.test(text) && this.#held.length === 0 && AFTER.test(text)) return;
    this.#isFolding = false;
    this.#release();
    this.#pass(line);
  }

  /** Passes on what is held, and returns what was left out since the last time. */
  end(): FoldedWarnings | undefined {
    this.#release();
    this.#isFolding = false;
    const kinds = [...this.#folded].map(([kind, count]) => ({ kind, count }));
    this.#folded = new Map();
    this.#counts.clear();
    if (kinds.length === 0) return undefined;
    const count = kinds.reduce((sum, one) => sum + one.count, 0);
    return { count, kinds: kinds.sort((a, b) => b.count - a.count).slice(0, TOLD_KINDS) };
  }

  #warn(kind: string, line: Line): void {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    // Of a build that warns of ever new things, all count as one.
    const name = count > 1 || this.#counts.size < MAX_KINDS ? kind : 'others';
    const known = name === kind ? count : (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, known);
    this.#isFolding = known > SHOWN;
    if (!this.#isFolding) {
      this.#release();
      this.#pass(line);
      return;
    }
    this.#held = [];
    this.#folded.set(name, (this.#folded.get(name) ?? 0) + 1);
  }

  #release(): void {
    const held = this.#held;
    this.#held = [];
    for (const line of held) this.#pass(line);
  }
}
