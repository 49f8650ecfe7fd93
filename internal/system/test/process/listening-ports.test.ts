import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { listeningPorts } from '../../src/process/index.js';

test('the ports of a process are found, at IPv4 and IPv6, and those of no other', async () => {
  const program = `const { createServer } = require('node:net');
      const ports = [];
      for (const host of ['127.0.0.1', '::1']) createServer().listen(0, host, function () {
        ports.push(this.address().port);
        if (ports.length === 2) console.log(JSON.stringify(ports));
      });`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  const expected = (JSON.parse(String(line)) as number[]).sort((a, b) => a - b);
  const own = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void own.close());
  await once(own, 'listening');
  expect(listeningPorts([child.pid ?? 0])).toEqual(expected);
  expect(listeningPorts([2_000_000_000])).toEqual([]);
});
