import { forEachChild, parse, type SyntaxNode } from 'unbash';
import { createRangeOf } from '../problems/positions.js';
import type { Range } from '../problems/problem.js';
import type { Analysis, FunctionAnalysis } from './analysis.js';
import { type Findings, inspectCommand, literalText } from './inspect-command.js';

/** Deeper trees are reported as not understood. */
const DEEPEST = 200;

/**
 * Lists what each function of a recipe does that a reviewer asks about, read from the text alone: the commands,
 * the network tools, the hosts and addresses, what is written outside `$srcdir` and `$pkgdir`. What the text
 * does not show is listed as not understood. Never throws.
 * @example
 * ```ts
 * const { functions } = analyzePkgbuild('build() { curl -O https://example.org/x; }');
 * functions.get('build')?.networkTools; // ['curl']
 * functions.get('build')?.hosts; // ['example.org']
 * ```
 */
export function analyzePkgbuild(text: string): Analysis {
  const rangeOf = createRangeOf(text);
  const script = parse(text);
  const functions = new Map<string, FunctionAnalysis>();
  const top = findings('top level', { pos: 0, end: text.length });
  for (const statement of script.commands) {
    const { command } = statement;
    if (command.type !== 'Function') inspect(top, statement, 0);
    else {
      const own = findings(command.name.value, command);
      inspect(own, command.body, 0);
      functions.set(own.name, asAnalysis(own, rangeOf));
    }
  }
  for (const { message, pos } of script.errors ?? [])
    top.notUnderstood.push({ text: message, pos, end: pos });
  return { topLevel: asAnalysis(top, rangeOf), functions, installScriptlets: scriptletsOf(text) };
}

function findings(name: string, { pos, end }: { pos: number; end: number }): Findings {
  return {
    ...{ name, pos, end, commands: new Map(), networkTools: new Set(), urls: new Set() },
    ...{ outsideWrites: [], privileged: [], evals: [], notUnderstood: [] },
  };
}

function inspect(own: Findings, node: SyntaxNode, depth: number): void {
  if (depth > DEEPEST) {
    own.notUnderstood.push({ text: 'nested too deeply', pos: node.pos, end: node.end });
    return;
  }
  if (node.type === 'Command') inspectCommand(own, node);
  if (node.type === 'Redirect' && /^(?:>|>>|>\||&>|&>>)$/.test(node.operator) && node.target !== undefined) {
    own.commands.set('redirection', (own.commands.get('redirection') ?? 0) + 1);
    noteTarget(own, node.target.text, node);
  }
  if (node.type === 'Word' || node.type === 'Assignment') noteUrls(own, node.text);
  if (node.type === 'Word' && !/[$`(]/.test(node.text)) return;
  forEachChild(node, (child) => inspect(own, child, depth + 1));
}

function noteTarget(own: Findings, target: string, { pos, end }: { pos: number; end: number }): void {
  const plain = literalText(target);
  if (plain.startsWith('/') && !plain.startsWith('/dev/')) own.outsideWrites.push({ text: plain, pos, end });
}

function noteUrls(own: Findings, text: string): void {
  for (const [url] of text.matchAll(/\b(?:git\+)?(?:https?|ftp|git|ssh|rsync|scp):\/\/[^\s'"()<>|;]+/g))
    own.urls.add(url);
}

function asAnalysis(
  own: Findings,
  rangeOf: (place: { pos: number; end: number }) => Range,
): FunctionAnalysis {
  const places = (found: readonly { text: string; pos: number; end: number }[]) =>
    found.map(({ text, pos, end }) => ({ text, range: rangeOf({ pos, end }) }));
  const urls = [...own.urls];
  return {
    name: own.name,
    range: rangeOf(own),
    commands: new Map([...own.commands].filter(([name]) => name !== 'redirection')),
    networkTools: [...own.networkTools],
    urls,
    hosts: [...new Set(urls.map(hostOf).filter((host) => host !== ''))],
    outsideWrites: places(own.outsideWrites),
    privileged: places(own.privileged),
    evals: places(own.evals),
    notUnderstood: places(own.notUnderstood),
  };
}

function hostOf(url: string): string {
  return /:\/\/(?:[^/@]*@)?([A-Za-z0-9.-]+)/.exec(url)?.[1] ?? '';
}

function scriptletsOf(text: string): string[] {
  return Array.from(text.matchAll(/^\s*install=(["']?)([^\s"';]+)\1/gm), ([, , name = '']) => name);
}
