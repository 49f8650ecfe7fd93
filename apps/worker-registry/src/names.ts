/** Whether a text is a worker's id: `^[a-z0-9][a-z0-9._-]{0,127}$` without `..`. */
export function isWorkerId(text: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,127}$/.test(text) && !text.includes('..');
}

/** Whether a text is the name of a worker's file: one path segment of plain characters, not hidden. */
export function isFileName(text: string): boolean {
  return /^[A-Za-z0-9_+][A-Za-z0-9._+@-]{0,127}$/.test(text) && !text.includes('..');
}
