import { existsSync } from 'node:fs';
import path from 'node:path';

/** A scheme such as `hf:`; one letter before a colon is a Windows drive. */
const SCHEME = /^[a-z][a-z0-9+.-]+:/i;

/**
 * What a person types for a model as a reference: a path that is there, or that begins with a dot, is made absolute; what
 * names neither a scheme nor a path is a repository of the hub.
 */
export function modelReference(typed: string, cwd: string = process.cwd()): string {
  if (typed === '' || path.isAbsolute(typed)) return typed;
  const file = path.resolve(cwd, typed);
  if (/^\.{1,2}(?:[/\\]|$)/.test(typed) || existsSync(file)) return file;
  return SCHEME.test(typed) && !/^[^/:]+\/[^:]+:/.test(typed) ? typed : `hf:${typed}`;
}
