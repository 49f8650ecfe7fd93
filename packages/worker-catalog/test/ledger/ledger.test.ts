import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { type Ledger, openLedger } from '../../src/ledger/ledger.js';

async function ledger(): Promise<{ readonly ledger: Ledger; readonly file: string }> {
  const root = await useTempDir();
  let turn = Promise.resolve();
  const lock = async () => {
    const before = turn;
    let release: () => void = () => undefined;
    turn = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    return async () => release();
  };
  const opened = openLedger({ root, lock, now: () => new Date('2026-11-30T10:00:00Z') });
  return { ledger: opened, file: path.join(root, '@ledger', 'history.jsonl') };
}

describe('the ledger', () => {
  it('is empty at first, and has what is added, in order', async () => {
    const { ledger: one, file } = await ledger();
    expect(await one.read()).toEqual({ entries: [] });
    const notes = Array.from(
      { length: 20 },
      (_, index) => ({ what: 'removed', worker: `w${index}` }) as const,
    );
    await Promise.all(notes.map((note) => one.add(note)));
    const { entries, brokenAt } = await one.read();
    expect(brokenAt).toBeUndefined();
    expect(entries.map(({ note }) => note)).toEqual(notes);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it.each([
    [
      'changed',
      (lines: string[]) => lines.map((line, at) => (at === 1 ? line.replace('w1', 'w9') : line)),
      3,
    ],
    ['taken out', (lines: string[]) => lines.filter((_, at) => at !== 1), 2],
    ['put in', (lines: string[]) => [...lines.slice(0, 1), lines[0] ?? '', ...lines.slice(1)], 2],
    ['no line of it', (lines: string[]) => [...lines.slice(0, 2), 'x', ...lines.slice(2)], 3],
  ])('shows a line that was %s', async (_what, change, expected) => {
    const { ledger: one, file } = await ledger();
    for (const worker of ['w0', 'w1', 'w2']) await one.add({ what: 'removed', worker });
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    await writeFile(file, `${change(lines).join('\n')}\n`);
    expect((await one.read()).brokenAt).toBe(expected);
  });

  it('goes on after a line that was cut off, which shows', async () => {
    const { ledger: one, file } = await ledger();
    await one.add({ what: 'removed', worker: 'a' });
    await one.add({ what: 'removed', worker: 'b' });
    const content = await readFile(file, 'utf8');
    await writeFile(file, content.slice(0, -10));
    await one.add({ what: 'removed', worker: 'c' });
    const { entries, brokenAt } = await one.read();
    expect(brokenAt).toBe(2);
    expect(entries.map(({ note }) => note)).toContainEqual({ what: 'removed', worker: 'c' });
  });
});
