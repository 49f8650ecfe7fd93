/** Where the value of a form's field stands in the body. */
export interface FieldPlace {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Of one part's headers. */
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_PARTS = 128;
const MAX_VALUE_BYTES = 1_024;
const BLANK_LINE = Buffer.from('\r\n\r\n');

type State = 'boundary' | 'headers' | 'value' | 'skip' | 'end';

/**
 * Finds small fields of a `multipart/form-data` body while its bytes pass. Files are skipped; of two fields with one name the
 * last counts. What is kept of the body is never more than a part's headers.
 */
export class FormScanner {
  readonly fields = new Map<string, FieldPlace>();
  /** What ends a part, with the line break before it, which the first lacks. */
  readonly #delimiter: Buffer;
  readonly #wanted: ReadonlySet<string>;
  #state: State = 'boundary';
  #rest: Buffer = Buffer.from('\r\n');
  /** Where `#rest` begins in the body; the line break above is before it. */
  #offset = -2;
  #field = '';
  #parts = 0;
  #problem: string | undefined;

  constructor(boundary: string, wanted: ReadonlySet<string>) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
    this.#wanted = wanted;
  }

  /** What is wrong with the form, as a sentence's end, so far or, after `end`, as a whole. */
  get problem(): string | undefined {
    return this.#problem;
  }

  push(chunk: Buffer): void {
    if (this.#problem !== undefined || this.#state === 'end') return;
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#step());
  }

  end(): void {
    if (this.#state !== 'end') this.#problem ??= 'ends in the middle of a part';
  }

  /** Goes one part of a part on; whether there may be more to do. */
  #step(): boolean {
    switch (this.#state) {
      case 'boundary':
      case 'skip':
        return this.#skipToDelimiter();
      case 'headers':
        return this.#readHeaders();
      case 'value':
        return this.#readValue();
      case 'end':
        return false;
      default:
        return this.#state satisfies never;
    }
  }

  #skipToDelimiter(): boolean {
    const at = this.#rest.indexOf(this.#delimiter);
    if (at < 0) {
      this.#drop(Math.max(0, this.#rest.length - this.#delimiter.length));
      return false;
    }
    const after = at + this.#delimiter.length;
    if (this.#rest.length < after + 2) return false;
    if (this.#rest.subarray(after, after + 2).toString('latin1') === '--') {
      this.#state = 'end';
      return false;
    }
    this.#drop(after);
    this.#parts += 1;
    this.#state = 'headers';
    return this.#parts <= MAX_PARTS || this.#fail(`has more than ${MAX_PARTS} parts`);
  }

  #readHeaders(): boolean {
    const at = this.#rest.indexOf(BLANK_LINE);
    if (at < 0 || at > MAX_HEADER_BYTES) {
      if (this.#rest.length <= MAX_HEADER_BYTES) return false;
      return this.#fail('has a part with too many headers');
    }
    const headers = this.#rest.toString('utf8', 0, at);
    this.#drop(at + BLANK_LINE.length);
    const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(headers)?.[1] ?? '';
    const name = /(?:^|;)\s*name="?([^";\r\n]*)"?/i.exec(disposition)?.[1] ?? '';
    const isFile = /;\s*filename\*?=/i.test(`;${disposition}`);
    this.#field = name;
    this.#state = !isFile && this.#wanted.has(name) ? 'value' : 'skip';
    return true;
  }

  #readValue(): boolean {
    const at = this.#rest.indexOf(this.#delimiter);
    if (at > MAX_VALUE_BYTES || (at < 0 && this.#rest.length > MAX_VALUE_BYTES + this.#delimiter.length))
      return this.#fail(`has a field ${JSON.stringify(this.#field)} of more than ${MAX_VALUE_BYTES} bytes`);
    if (at < 0) return false;
    const value = this.#rest.toString('utf8', 0, at);
    this.fields.set(this.#field, { value, start: this.#offset, end: this.#offset + at });
    this.#state = 'skip';
    return true;
  }

  #drop(bytes: number): void {
    this.#rest = this.#rest.subarray(bytes);
    this.#offset += bytes;
  }

  #fail(problem: string): boolean {
    this.#problem = problem;
    return false;
  }
}

/** The boundary of a `multipart/form-data` content type; `undefined` for other types and for one that cannot be. */
export function boundaryOf(contentType: string): string | undefined {
  const [, quoted, plain] =
    /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]*)"|([^\s;]*))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain ?? '';
  return /^[\x20-\x7e]{1,70}$/.test(boundary) ? boundary : undefined;
}
