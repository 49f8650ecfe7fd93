import { parseJson } from './detect/parse-json.js';
import { readOverride } from './schema.js';
import type { HardwareRead, PartialSnapshot } from './types.js';

/** More than any machine's facts need. */
const MAX_OVERRIDE_LENGTH = 256 * 1024;

/**
 * Reads what a person wrote to correct the detection: a JSON object such as
 * `{"cuda":{"driverVersion":"550.54"},"vulkan":null}`. The empty text overrides nothing.
 *
 * @example const read = parseHardwareOverride('{"vulkan":null}');
 */
export function parseHardwareOverride(text: string): HardwareRead<PartialSnapshot> {
  if (text.trim() === '') return { value: {} };
  if (text.length > MAX_OVERRIDE_LENGTH) {
    return { problem: `It has ${text.length} characters; ${MAX_OVERRIDE_LENGTH} are allowed.` };
  }
  const json = parseJson(text);
  if (json === undefined) return { problem: 'It is not JSON.' };
  return readOverride(json);
}
