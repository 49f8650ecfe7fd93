type Json = Record<string, unknown>;

/** Of pieces of a string that each chunk carries whole, the last counts; every other string grows. */
const WHOLE: ReadonlySet<string> = new Set([
  'role',
  'id',
  'type',
  'name',
  'object',
  'finish_reason',
  'index',
]);

/** Builds the answer of a request that did not ask for a stream out of the chunks of one that did. */
export class MergedCompletion {
  #head: Json | undefined;
  readonly #choices = new Map<number, Json>();

  /** Takes the data of one event, parsed. */
  add(chunk: Json): void {
    const { choices, ...rest } = chunk;
    // Later chunks add members, such as the usage; of what the first has, the first one is kept.
    this.#head = { ...rest, ...this.#head, ...withoutNull(pick(rest, ['usage', 'timings'])) };
    if (!Array.isArray(choices)) return;
    for (const choice of choices) {
      if (!isObject(choice)) continue;
      const index = typeof choice.index === 'number' ? choice.index : 0;
      this.#choices.set(index, merge(this.#choices.get(index) ?? { index }, choice));
    }
  }

  /** `undefined` when no chunk has come. */
  result(): Json | undefined {
    if (this.#head === undefined) return undefined;
    const choices = [...this.#choices.values()].sort((a, b) => Number(a.index) - Number(b.index));
    const object = this.#head.object === 'chat.completion.chunk' ? 'chat.completion' : this.#head.object;
    return { ...this.#head, object, choices: choices.map(finish) };
  }
}

/** A choice as it stands in a whole answer: `message` instead of `delta`. */
function finish({ delta, ...choice }: Json): Json {
  if (!isObject(delta)) return choice;
  const calls = delta.tool_calls;
  const message: Json = { role: 'assistant', content: null, ...delta };
  if (Array.isArray(calls)) message.tool_calls = calls.map(({ index: _index, ...call }: Json) => call);
  return { ...choice, message };
}

function merge(into: Json, from: Json): Json {
  const merged = { ...into };
  for (const [name, value] of Object.entries(from)) {
    if (name === '__proto__') continue;
    const known = Object.hasOwn(merged, name) ? merged[name] : undefined;
    if (value === null || value === undefined) merged[name] ??= value;
    else if (typeof value === 'string' && typeof known === 'string' && !WHOLE.has(name))
      merged[name] = known + value;
    else if (Array.isArray(value) && Array.isArray(known)) merged[name] = mergeLists(known, value);
    else if (isObject(value) && isObject(known)) merged[name] = merge(known, value);
    else merged[name] = value;
  }
  return merged;
}

/** Adds to the first list. Items with an `index` are pieces of one; others follow each other. */
function mergeLists(merged: unknown[], from: readonly unknown[]): unknown[] {
  for (const item of from) {
    const at =
      isObject(item) && typeof item.index === 'number'
        ? merged.findIndex((one) => isObject(one) && one.index === item.index)
        : -1;
    const known = merged[at];
    if (at >= 0 && isObject(known) && isObject(item)) merged[at] = merge(known, item);
    else merged.push(item);
  }
  return merged;
}

function pick(value: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.filter((name) => name in value).map((name) => [name, value[name]]));
}

function withoutNull(value: Json): Json {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null && one !== undefined));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
