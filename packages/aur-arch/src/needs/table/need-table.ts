import { GRAPHICS_ROWS } from './graphics-rows.js';
import { LANGUAGE_ROWS } from './language-rows.js';
import { LIBRARY_ROWS } from './library-rows.js';
import type { NeedRow } from './need-row.js';
import { PYTHON_ROWS } from './python-rows.js';
import { readRows } from './read-rows.js';
import { TOOLCHAIN_ROWS } from './toolchain-rows.js';

let table: ReadonlyMap<string, NeedRow> | undefined;

/** What is known of Arch's package names, by name; read when it is first needed. */
export function needTable(): ReadonlyMap<string, NeedRow> {
  table ??= new Map(allRows().map((row) => [row.name, row]));
  return table;
}

/** Every row of every part, in order. */
export function allRows(): NeedRow[] {
  return [TOOLCHAIN_ROWS, LANGUAGE_ROWS, GRAPHICS_ROWS, LIBRARY_ROWS, PYTHON_ROWS].flatMap(readRows);
}
