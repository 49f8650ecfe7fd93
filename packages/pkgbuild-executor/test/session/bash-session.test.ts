import { randomInt } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { readdir } from 'node:fs/promises';
import { listTree, processesMentioning, rejectionOf } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import type { ExecuteOptions } from '../../src/index.js';
import { describeEachGuard, itInEachGuard } from '../guards.js';
import { summary, writeRecipe } from '../recipe.js';

/** Seconds that no other process sleeps for: they find a test's processes by their command line. */
function uniqueSeconds(): string {
  return `${randomInt(100_000, 999_999)}.${randomInt(100_000, 999_999)}`;
}

/** Runs a recipe until it prints `ready`, aborts it, and answers what came of it. */
async function abortWhenReady(pkgbuild: string, changes: Partial<ExecuteOptions> = {}) {
  const controller = new AbortController();
  const reason = new Error('enough');
  let abortedAt = 0;
  const told: string[] = [];
  const recipe = await writeRecipe(pkgbuild, {
    signal: controller.signal,
    limits: { graceMilliseconds: 200 },
    ...changes,
    onEvent: (event) => {
      told.push(event.type === 'output' ? event.line : `${event.type} ${event.phase}`);
      if (event.type !== 'output' || event.line !== 'ready') return;
      abortedAt = Date.now();
      controller.abort(reason);
    },
  });
  const rejection = await rejectionOf(recipe.run());
  const milliseconds = Date.now() - abortedAt;
  return { recipe, reason, rejection, milliseconds, told, signal: controller.signal };
}

const HEAD = 'pkgname=demo\npkgver=1\npkgrel=1\narch=(any)\n';

describeEachGuard('an abort (sandbox: %s)', (sandbox) => {
  it.each(['verify', 'prepare', 'pkgver', 'build', 'check', 'package'])(
    'in %s() ends children that ignore SIGTERM and those that hold the output',
    async (name) => {
      const seconds = uniqueSeconds();
      const { recipe, reason, rejection, milliseconds, told, signal } = await abortWhenReady(
        `${HEAD}
_hold() {
  sleep ${seconds} &
  bash -c 'trap "" TERM INT HUP; sleep ${seconds}; sleep ${seconds}' &
  ( trap '' TERM; sleep ${seconds} ) &
  echo ready >&2
  bash -c 'trap "" TERM; while :; do sleep ${seconds}; done'
}
${name}() { _hold; }
`,
        { sandbox },
      );
      expect(rejection).toBe(reason);
      expect(processesMentioning(seconds)).toEqual([]);
      expect(milliseconds).toBeLessThan(3_000);
      expect(told).toEqual([`phase-start ${name}`, 'ready']);
      expect(await listTree(recipe.options.workDir)).toEqual(['home/', 'tmp/']);
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    },
  );

  it('while the file is sourced ends it', async () => {
    const seconds = uniqueSeconds();
    const { reason, rejection } = await abortWhenReady(`echo ready; sleep ${seconds}\nbuild() { :; }\n`, {
      sandbox,
    });
    expect(rejection).toBe(reason);
    expect(processesMentioning(seconds)).toEqual([]);
  });

  it('lets a child that heeds SIGTERM tidy up', async () => {
    const { recipe, reason, rejection } = await abortWhenReady(
      `${HEAD}build() { bash -c 'trap "touch tidied; exit" TERM; echo ready; while :; do sleep 0.01; done'; }\n`,
      { sandbox, limits: { graceMilliseconds: 10_000 } },
    );
    expect(rejection).toBe(reason);
    expect(await readdir(recipe.options.srcDir)).toEqual(['tidied']);
  });

  it('is obeyed while the output never ends', async () => {
    const { reason, rejection, milliseconds } = await abortWhenReady(
      `${HEAD}build() { echo ready; yes; }\n`,
      { sandbox },
    );
    expect(rejection).toBe(reason);
    expect(milliseconds).toBeLessThan(3_000);
  });

  it('before the start runs nothing and makes nothing', async () => {
    const reason = { why: 'too late' };
    const recipe = await writeRecipe(`${HEAD}build() { echo ran; }\n`, {
      sandbox,
      signal: AbortSignal.abort(reason),
    });
    expect(await rejectionOf(recipe.run())).toBe(reason);
    expect(recipe.events).toEqual([]);
    expect(await listTree(recipe.options.workDir)).toEqual([]);
  });

  it('at the start of a phase keeps its function from running', async () => {
    const controller = new AbortController();
    const recipe = await writeRecipe(`${HEAD}build() { touch "$startdir/ran"; }\n`, {
      sandbox,
      signal: controller.signal,
      onEvent: () => controller.abort('now'),
    });
    expect(await rejectionOf(recipe.run())).toBe('now');
    expect(await readdir(recipe.options.startDir)).not.toContain('ran');
  });

  it('after the end changes nothing', async () => {
    const controller = new AbortController();
    const recipe = await writeRecipe(`${HEAD}build() { :; }\n`, { sandbox, signal: controller.signal });
    const { phases } = await recipe.run();
    controller.abort();
    expect(phases.length).toBe(1);
  });
});

describe('what onEvent throws', () => {
  it.each(['phase-start', 'output', 'phase-end'])('at %s ends the call and every process', async (type) => {
    const seconds = uniqueSeconds();
    const thrown = new Error('no more');
    const recipe = await writeRecipe(
      `${HEAD}prepare() { sleep ${seconds} & echo x; }\nbuild() { echo ran; }\n`,
      {
        limits: { graceMilliseconds: 200 },
        onEvent: (event) => {
          if (event.type === type) throw thrown;
        },
      },
    );
    expect(await rejectionOf(recipe.run())).toBe(thrown);
    expect(processesMentioning(seconds)).toEqual([]);
  });
});

describeEachGuard('background processes (sandbox: %s)', (sandbox) => {
  it.each([
    ['success', 'build() { _stray; }'],
    ['failure', 'build() { _stray; false; }'],
    ['exit', 'build() { _stray; exit 1; }'],
    ['a kill of bash', 'build() { _stray; kill -9 $$; }'],
    ['success of package()', 'package() { _stray; }'],
  ])('do not outlive %s, nor hold it up', async (_, functions) => {
    const seconds = uniqueSeconds();
    const recipe = await writeRecipe(
      `${HEAD}_stray() { sleep ${seconds} & bash -c 'trap "" TERM; sleep ${seconds}; sleep ${seconds}' & echo started; }\n${functions}\n`,
      { sandbox, limits: { graceMilliseconds: 100 } },
    );
    const start = Date.now();
    await recipe.run().catch(() => undefined);
    expect(recipe.lines('stdout')).toContain('started');
    expect(Date.now() - start).toBeLessThan(3_000);
    expect(processesMentioning(seconds)).toEqual([]);
  });

  it('get SIGTERM within the last phase, and what they then print is delivered', async () => {
    const recipe = await writeRecipe(
      `${HEAD}build() {
  bash -c 'trap "echo tidied; exit" TERM; echo up >"$1"; while :; do sleep 0.01; done' x "$srcdir/up" &
  while [[ ! -s $srcdir/up ]]; do sleep 0.01; done
}
`,
      { sandbox },
    );
    await recipe.run();
    expect(recipe.lines('stdout')).toEqual(['tidied']);
    expect(summary(recipe.events).at(-1)).toBe('phase-end build');
  });

  it('of another session neither hold up the call nor outlive it', async () => {
    const seconds = uniqueSeconds();
    const recipe = await writeRecipe(`${HEAD}build() { setsid sleep ${seconds} & echo done; }\n`, {
      sandbox,
    });
    const start = Date.now();
    await recipe.run();
    expect(recipe.lines()).toEqual(['done']);
    expect(Date.now() - start).toBeLessThan(2_000);
    expect(processesMentioning(seconds)).toEqual([]);
  });

  it('that became daemons, ignore SIGTERM and hold the output open do not outlive the call', async () => {
    const seconds = uniqueSeconds();
    const recipe = await writeRecipe(
      `${HEAD}build() { ( setsid bash -c '( trap "" TERM HUP; sleep ${seconds}; sleep ${seconds} ) & disown' ) & wait $!; echo done; }\n`,
      { sandbox, limits: { graceMilliseconds: 100 } },
    );
    await recipe.run();
    expect(recipe.lines()).toEqual(['done']);
    expect(processesMentioning(seconds)).toEqual([]);
  });
});

itInEachGuard(
  'a build of very many files is cancelled within a second (sandbox: %s)',
  { timeout: 120_000 },
  async (sandbox) => {
    const many = 'for d in {1..4}; do mkdir d$d; ( cd d$d; touch f{1..1000} ); done';
    for (const functions of [
      `build() { ${many}; echo made; sleep 100; }`,
      `package() { cd "$pkgdir"; ${many}; echo made; }`,
    ]) {
      const controller = new AbortController();
      let aborted = 0;
      const recipe = await writeRecipe(`${HEAD}${functions}\n`, {
        sandbox,
        signal: controller.signal,
        onEvent(event) {
          if (event.type !== 'output' || event.line !== 'made') return;
          // In package() it is then being tidied.
          setTimeout(() => {
            aborted = performance.now();
            controller.abort('enough');
          }, 50);
        },
      });
      expect(await rejectionOf(recipe.run())).toBe('enough');
      expect(performance.now() - aborted).toBeLessThan(1_000);
    }
  },
);
