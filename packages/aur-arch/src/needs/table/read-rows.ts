import type { Probe, ProbeKind } from '../../machine/machine.js';
import type { Alternatives, NativePackages, NeedRow } from './need-row.js';

/**
 * Reads lines of `name | to run | to build | dpkg | rpm | apk | brew`.
 *
 * The second and third columns are probes, `command:cmake`: a blank means that both are needed, a comma that either will
 * do, and an empty third column that nothing more is needed to build. The last four are native packages: an empty one
 * means that none is known, `-` that it is part of the system, `a / b` that `a` is to run with and `b` to build with.
 */
export function readRows(lines: string): NeedRow[] {
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(readRow);
}

function readRow(line: string): NeedRow {
  const [name = '', run = '', build = '', ...native] = line.split('|').map((cell) => cell.trim());
  const [dpkg, rpm, apk, brew] = native.map(readPackages);
  const none: NativePackages = { run: [], build: [] };
  return {
    name,
    run: readProbes(run),
    build: readProbes(build === '' ? run : build),
    packages: { dpkg: dpkg ?? none, rpm: rpm ?? none, apk: apk ?? none, brew: brew ?? none },
  };
}

function readProbes(cell: string): Alternatives[] {
  return words(cell).map((alternatives) => alternatives.split(',').map(readProbe));
}

/** A probe from its text, `command:cmake`. */
function readProbe(text: string): Probe {
  const colon = text.indexOf(':');
  return { kind: text.slice(0, colon) as ProbeKind, name: text.slice(colon + 1) };
}

function readPackages(cell: string): NativePackages {
  const [run = '', build = run] = cell.split(' / ');
  return { run: asPackages(run), build: asPackages(build) };
}

function asPackages(text: string): readonly string[] | 'system' {
  return text.trim() === '-' ? 'system' : words(text);
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
`
 |  |  |  |  |  |
`;
