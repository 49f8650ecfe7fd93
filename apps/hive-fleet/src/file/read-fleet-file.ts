import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { FleetError } from '../errors.js';
import { FleetFile } from './fleet-file.js';

const MAX_LENGTH = 256 * 1_024;

/**
 * Reads `fleet.yaml`, checked to the last field.
 * @param name of the file, for messages
 * @throws FleetError `FLEET_FILE_INVALID`, with the line of what is wrong
 */
export function readFleetFile(text: string, name = 'fleet.yaml'): FleetFile {
  if (text.length > MAX_LENGTH) throw invalid(name, 'it is longer than 256 KiB');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const [problem] = document.errors;
  if (problem !== undefined) throw invalid(at(name, lines.linePos(problem.pos[0]).line), problem.message);
  const read = FleetFile.safeParse(contentOf(document, name) ?? {});
  if (read.success) return read.data;
  const issue = deepest(read.error.issues[0]);
  if (issue === undefined) throw invalid(name, 'it is malformed');
  const where = issue.path.map(String).join('.');
  const offset = offsetOf(document, issue.path);
  throw invalid(
    at(name, offset === undefined ? 1 : lines.linePos(offset).line),
    where === '' ? issue.message : `${where}: ${issue.message}`,
  );
}

function contentOf(document: Document, name: string): unknown {
  try {
    // Aliases that multiply are a way to fill memory.
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw invalid(name, 'it has too many aliases', cause);
  }
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Of a union, what its member says that came furthest; of a key that there is not, the key itself. */
function deepest(issue: z.core.$ZodIssue | undefined): Issue | undefined {
  if (issue === undefined) return undefined;
  if (issue.code === 'unrecognized_keys')
    return { path: [...issue.path, ...issue.keys.slice(0, 1)], message: 'there is no such field' };
  const inner = issue.code === 'invalid_union' ? issue.errors.flatMap(([first]) => deepest(first) ?? []) : [];
  const [furthest] = [...inner].sort((a, b) => b.path.length - a.path.length);
  if (furthest === undefined) return issue;
  const message =
    furthest.path.length > 0 ? furthest.message : inner.map(({ message: text }) => text).join(', or ');
  return { path: [...issue.path, ...furthest.path], message };
}

/** Where in the text a path leads, or as much of it as there is. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return undefined;
}

function at(name: string, line: number): string {
  return `${name}, line ${line}`;
}

function invalid(where: string, problem: string, cause?: unknown): FleetError {
  return new FleetError({
    code: 'FLEET_FILE_INVALID',
    message: `${where}: ${problem}.`,
    hint: 'Correct it; nothing was changed. The documentation has every field.',
    cause,
  });
}
