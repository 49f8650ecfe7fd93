import { spawn } from 'node:child_process';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { SYSTEM_PROCESS_TABLE } from '../../src/process/process-table.js';

describe.runIf(process.platform === 'linux')('the table of this machine', () => {
  it('has a process until it has ended, though no process has asked how', async () => {
    // The program that the shell becomes never waits for what the shell has started.
    const child = spawn('bash', ['-c', 'sleep 0.2 & echo $!; exec sleep 600'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = Number(await new Promise((resolve) => child.stdout.once('data', resolve)));
    await vi.waitFor(() => expect(SYSTEM_PROCESS_TABLE.read(ended)).toBeUndefined(), { timeout: 10_000 });
    // Its number is still taken.
    expect(SYSTEM_PROCESS_TABLE.list()).toContain(ended);
    expect(SYSTEM_PROCESS_TABLE.read(child.pid ?? 0)).toMatchObject({ parent: process.pid });
  });

  it('says whether there was a process to send a signal to', () => {
    expect(SYSTEM_PROCESS_TABLE.send(process.pid, 0)).toBe(true);
    expect(SYSTEM_PROCESS_TABLE.send(2 ** 22 + 1, 0)).toBe(false);
  });

  it('has the environment that a process was started with', () => {
    const [name = '', value] =
      Object.entries(process.env).find(([, text]) => text !== undefined && text !== '') ?? [];
    expect(SYSTEM_PROCESS_TABLE.hasEntry(process.pid, `${name}=${value}`)).toBe(true);
    expect(SYSTEM_PROCESS_TABLE.hasEntry(process.pid, `${name}=${value}x`)).toBe(false);
  });
});
