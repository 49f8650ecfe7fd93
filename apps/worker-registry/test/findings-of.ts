import { expect } from 'vitest';
import { formatFinding } from '../src/check/findings.js';
import { validateWorker } from '../src/check/validate-worker.js';
import { tinyMetadata, tinyRecipe } from './worker-folder.js';

export type Files = Readonly<Record<string, string>>;

/** What is said of `tiny` with these changes to its metadata, its recipe and its files. */
export function findingsOf(metadata: object, recipe = tinyRecipe, files: Files = {}): string[] {
  const encode = (text: string) => new TextEncoder().encode(text);
  const all = { 'worker.json': JSON.stringify({ ...tinyMetadata, ...metadata }), PKGBUILD: recipe, ...files };
  const contents = new Map(Object.entries(all).map(([name, text]) => [name, encode(text)]));
  const place = { id: 'tiny', isFormer: false, path: 'tiny' };
  const { release, findings } = validateWorker({ ...place, files: contents, findings: [] });
  expect(release === undefined).toBe(findings.some(({ severity }) => severity === 'error'));
  return findings.map((finding) => `${finding.severity} ${finding.code} ${formatFinding(finding)}`);
}
