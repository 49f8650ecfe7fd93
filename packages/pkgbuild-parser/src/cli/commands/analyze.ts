import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { analyzePkgbuild } from '../../index.js';
import { formatAnalysis } from '../format-analysis.js';
import { toJson } from '../to-json.js';
import { OK, type Use } from '../use.js';

/** `analyze`: what each function does. */
export async function analyze({ connections, values, operands }: Use): Promise<number> {
  const [file = 'PKGBUILD'] = operands;
  const text = file === '-' ? await readAll(connections.input) : await readFile(file, 'utf8');
  const analysis = analyzePkgbuild(text);
  connections.print(values.json === true ? toJson(analysis) : formatAnalysis(analysis));
  return OK;
}
