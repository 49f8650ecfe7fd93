import { isDeepStrictEqual } from 'node:util';
import type { FleetFile, FleetLine } from '../file/fleet-file.js';
import type { WantedLine } from '../protocol/wanted.js';
import { type Candidate, leftOut, unable } from './unfit.js';

/** A hive as it is before a plan. */
export interface PlannedHive extends Candidate {
  /** What is wanted of it now. */
  readonly lines: readonly WantedLine[];
}

/** What becomes of one line on one hive. */
export interface LineChange {
  readonly line: string;
  readonly change: 'add' | 'remove' | 'change' | 'keep';
  /** Of a change: what differs, such as `version 1 → 2`. */
  readonly detail?: string | undefined;
}

/** What becomes of one hive. */
export interface HivePlan {
  readonly hive: string;
  readonly changes: readonly LineChange[];
  readonly before: readonly WantedLine[];
  readonly after: readonly WantedLine[];
}

/** Where one line goes. */
export interface LinePlan {
  readonly name: string;
  readonly replicas: number | 'all';
  readonly placed: readonly string[];
  /** Hives that the selectors leave in and that cannot run it. */
  readonly cannot: readonly { readonly hive: string; readonly reasons: readonly string[] }[];
  /** Hives that the selectors leave out. */
  readonly leftOut: readonly { readonly hive: string; readonly reasons: readonly string[] }[];
  /** How many replicas have no place. */
  readonly missing: number;
}

/** What a change of the fleet's file does, before it is done. */
export interface FleetPlan {
  /** Every hive, by name. */
  readonly hives: readonly HivePlan[];
  readonly lines: readonly LinePlan[];
}

/** Says what a file changes. What runs stays where it is as long as it may; the rest goes where the least is. */
export function planFleet({ workers }: FleetFile, hives: readonly PlannedHive[]): FleetPlan {
  const sorted = [...hives].sort((a, b) => (a.name < b.name ? -1 : 1));
  const load = new Map(sorted.map(({ name }) => [name, 0]));
  const lines = workers.map((line) => placeLine(line, sorted, load));
  const after = new Map(sorted.map(({ name }): [string, WantedLine[]] => [name, []]));
  for (const [index, { placed }] of lines.entries())
    for (const hive of placed) after.get(hive)?.push(wantedLine(workers[index] as FleetLine));
  return { lines, hives: sorted.map((hive) => hivePlan(hive, after.get(hive.name) ?? [])) };
}

function placeLine(line: FleetLine, hives: readonly PlannedHive[], load: Map<string, number>): LinePlan {
  const judged = hives.map((hive) => ({ hive, out: leftOut(line.where, hive), not: unable(line, hive) }));
  const left = judged.filter(({ out }) => out.length === 0);
  const able = left.filter(({ not }) => not.length === 0).map(({ hive }) => hive);
  const runsIt = ({ lines }: PlannedHive) => lines.some(({ name }) => name === line.name);
  const order = [...able].sort(
    (a, b) =>
      Number(runsIt(b)) - Number(runsIt(a)) ||
      (load.get(a.name) ?? 0) - (load.get(b.name) ?? 0) ||
      (a.name < b.name ? -1 : 1),
  );
  const wanted = line.replicas === 'all' ? order.length : line.replicas;
  const placed = order.slice(0, wanted).map(({ name }) => name);
  for (const name of placed) load.set(name, (load.get(name) ?? 0) + 1);
  return {
    ...{ name: line.name, replicas: line.replicas, placed: placed.sort() },
    cannot: left.flatMap(({ hive, not }) => (not.length > 0 ? [{ hive: hive.name, reasons: not }] : [])),
    leftOut: judged.flatMap(({ hive, out }) => (out.length > 0 ? [{ hive: hive.name, reasons: out }] : [])),
    missing: line.replicas === 'all' ? Number(placed.length === 0) : wanted - placed.length,
  };
}

function wantedLine({ replicas: _replicas, where: _where, ...line }: FleetLine): WantedLine {
  return line;
}

function hivePlan({ name, lines }: PlannedHive, after: readonly WantedLine[]): HivePlan {
  return { hive: name, before: lines, after, changes: changesOf(lines, after) };
}

/** What differs between two lists of lines, by name. */
function changesOf(before: readonly WantedLine[], after: readonly WantedLine[]): LineChange[] {
  const names = new Set([...before, ...after].map(({ name }) => name));
  return [...names].sort().map((line) => {
    const old = before.find(({ name }) => name === line);
    const wanted = after.find(({ name }) => name === line);
    if (old === undefined) return { line, change: 'add' };
    if (wanted === undefined) return { line, change: 'remove' };
    if (isDeepStrictEqual(plain(old), plain(wanted))) return { line, change: 'keep' };
    return { line, change: 'change', detail: differenceOf(old, wanted) };
  });
}

/** As it is on the wire: what is `undefined` is not there. */
function plain(line: WantedLine): unknown {
  return JSON.parse(JSON.stringify(line));
}

function differenceOf(old: WantedLine, wanted: WantedLine): string {
  const fields = ['worker', 'version', 'model'] as const;
  const named = fields
    .filter((field) => old[field] !== wanted[field])
    .map((field) => `${field} ${old[field] ?? 'any'} → ${wanted[field] ?? 'any'}`);
  const hasOptions = !isDeepStrictEqual(old.options ?? {}, wanted.options ?? {});
  return [...named, ...(hasOptions ? ['options'] : [])].join(', ');
}
