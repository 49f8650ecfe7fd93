/** A part of a text, from its first character up to but not including `end`. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Where the string values of a top-level member stand in the text of a JSON object, quotes included; none in other JSON. */
function topLevelStrings(json: string, name: string): TextRange[] {
  const found: TextRange[] = [];
  let depth = 0;
  let isKey = false;
  let index = 0;
  while (index < json.length) {
    const character = json[index];
    if (character === '"') {
      const end = endOfString(json, index);
      if (depth === 1 && isKey && isNamed(json.slice(index, end), name)) {
        const value = startOfValue(json, end);
        if (json[value] === '"') found.push({ start: value, end: endOfString(json, value) });
      }
      isKey = false;
      index = end;
      continue;
    }
    if (character === '{' || character === '[') {
      depth += 1;
      isKey = depth === 1 && character === '{';
    } else if (character === '}' || character === ']') depth -= 1;
    else if (character === ',' && depth === 1) isKey = true;
    index += 1;
  }
  return found;
}

/**
 * The text of a JSON object with the string value of its top-level `model` replaced; everything else stays as it is, to the byte.
 *
 * @example withModel('{"model":"a","n":1.0}', 'b') // '{"model":"b","n":1.0}'
 */
export function withModel(json: string, model: string): string {
  if (!json.includes('"model"') && !json.includes('\\')) return json;
  let changed = '';
  let from = 0;
  for (const { start, end } of topLevelStrings(json, 'model')) {
    changed += json.slice(from, start) + JSON.stringify(model);
    from = end;
  }
  return changed + json.slice(from);
}

/** The index after the closing quote; the text's end where there is none. */
function endOfString(json: string, start: number): number {
  let index = start + 1;
  while (index < json.length) {
    if (json[index] === '\\') index += 2;
    else if (json[index] === '"') return index + 1;
    else index += 1;
  }
  return json.length;
}

function startOfValue(json: string, afterKey: number): number {
  let index = afterKey;
  while (index < json.length && /[\s:]/.test(json[index] ?? '')) index += 1;
  return index;
}

function isNamed(key: string, name: string): boolean {
  if (key === `"${name}"`) return true;
  if (!key.includes('\\')) return false;
  try {
    return JSON.parse(key) === name;
  } catch {
    // An escape that JSON does not have names nothing.
    return false;
  }
}
