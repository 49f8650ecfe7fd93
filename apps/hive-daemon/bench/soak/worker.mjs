// A worker that is healthy and does what its `--mode` says besides.
import { spawn } from 'node:child_process';
import { readdirSync, truncateSync, write } from 'node:fs';
import { createServer } from 'node:http';

const argumentOf = (flag) => process.argv[process.argv.indexOf(flag) + 1];
const mode = argumentOf('--mode');
const port = Number(argumentOf('--port'));
let isHung = false;

const modes = {
  quiet: () => undefined,
  // Children that go on without it, twenty at most.
  fork: () => repeat(20, 250, () => run('sleep 601 >/dev/null 2>&1 & sleep 602 >/dev/null 2>&1 &')),
  // A runner with a session of its own, whose parent has ended.
  setsid: () => run('setsid sleep 603 >/dev/null 2>&1 &'),
  // A runner, too, and neither ends when it is asked to.
  stubborn: () => {
    process.on('SIGTERM', () => undefined);
    run("trap '' TERM; setsid sleep 604 >/dev/null 2>&1 &");
  },
  flood: () => {
    const chunk = Buffer.alloc(1_000_000, 'a line that is printed and printed\n');
    const more = () => write(1, chunk, () => setTimeout(more, 5));
    more();
  },
  // One line without end.
  line: () => {
    const chunk = Buffer.alloc(1_000_000, '€');
    const more = () => write(2, chunk, () => setTimeout(more, 20));
    more();
  },
  sparse: () =>
    repeat(Number.POSITIVE_INFINITY, 2_000, () => {
      for (const name of readdirSync('../output')) truncateSync(`../output/${name}`, 1024 ** 4);
    }),
  hang: () =>
    setTimeout(() => {
      isHung = true;
    }, 3_000),
  exit: () => setTimeout(() => process.exit(1), 2_000 + Math.random() * 3_000),
  crash: () => setTimeout(() => process.abort(), 2_000 + Math.random() * 3_000),
};

function run(script) {
  spawn('sh', ['-c', script], { stdio: 'ignore' });
}

function repeat(times, milliseconds, work) {
  let left = times;
  const timer = setInterval(() => {
    left -= 1;
    if (left < 0) clearInterval(timer);
    else work();
  }, milliseconds);
}

createServer((_request, response) => {
  if (!isHung) response.end('{}');
}).listen(port, '127.0.0.1', modes[mode]);
