import { readFile, writeFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { bumpVersion } from '../../index.js';
import { toJson } from '../to-json.js';
import { factsOf, filesOf, OK, placeIn, REFUSED, USAGE, type Use, WRONG_USE } from '../use.js';

/** `bump VERSION`: writes the files, or prints them with `--print` and for standard input. */
export async function bump(use: Use): Promise<number> {
  const { connections, values, operands } = use;
  const [pkgver, ...named] = operands;
  if (pkgver === undefined || !/^[^\s/:-]+$/.test(pkgver)) {
    connections.complain(pkgver === undefined ? USAGE : `pkgbuild: "${pkgver}" is not a pkgver\n`);
    return WRONG_USE;
  }
  let status = OK;
  for (const file of filesOf(named)) {
    const text = file === '-' ? await readAll(connections.input) : await readFile(file, 'utf8');
    const version = { pkgver, pkgrel: values.pkgrel, epoch: values.epoch };
    const result = bumpVersion(text, version, { facts: factsOf(values) });
    if (values.json === true) connections.print(toJson({ file, ...result }));
    if (result.text === undefined) {
      status = REFUSED;
      for (const problem of result.problems)
        connections.complain(`${placeIn(file, problem)}: ${problem.message}\n`);
    } else if (values.print === true || file === '-') {
      if (values.json !== true) connections.print(result.text);
    } else if (result.text !== text) await writeFile(file, result.text);
  }
  return status;
}
