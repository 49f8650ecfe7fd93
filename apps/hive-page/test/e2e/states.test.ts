import { describeWith } from '@rbee-internal/test-kit';
import { expect, it } from 'vitest';
import { playDownloads, printLine } from '../fake-daemon/example-daemon.js';
import { ROWS } from '../fake-daemon/example-workers.js';
import { accessibilityProblems, savedLog } from './browser.js';
import { useExamplePage } from './example-page.js';

const INSTALL = { operation: 'worker_install', worker: 'llm-worker-rbee-cuda' } as const;

describeWith('chromium', 'the page in chromium', () => {
  const example = useExamplePage();
  const { open } = example;

  it('shows how far each source is', async () => {
    const job = example.daemon.addJob(INSTALL, 'running');
    playDownloads(job);
    const page = await open('#/jobs/running');
    await page.getByText('41 MB of 96 MB').waitFor();
    await page.getByText('8.4 MB/s, 6.5 s left').waitFor();
    const name = 'llm-worker-rbee-0.4.2.tar.gz';
    expect(await page.getByRole('progressbar', { name }).getAttribute('value')).toBe('41300000');
    const base = { jobId: 'running', workerId: 'w', name } as const;
    job.emit({
      ...base,
      type: 'source-retry',
      attempt: 2,
      milliseconds: 100,
      reason: 'The server went away.',
    });
    await page.getByText('trying again').waitFor();
    const progress = { receivedBytes: 1_000, totalBytes: undefined, bytesPerSecond: undefined };
    job.emit({ ...base, type: 'source-progress', ...progress });
    await page.getByText('1.0 kB of an unknown size').waitFor();
  });

  it('shows how far a build is, and what of its log is left out', async () => {
    const job = example.daemon.addJob(INSTALL, 'running');
    playDownloads(job);
    const base = { jobId: 'running', workerId: 'w' } as const;
    job.emit({ ...base, type: 'step-start', step: 'build' });
    job.emit({ ...base, type: 'build-progress', done: 54, total: 203, secondsLeft: 95 });
    const kinds = [{ kind: '-Wunused-variable', count: 40 }];
    job.emit({ ...base, type: 'warnings-folded', count: 40, kinds });
    job.emit({ type: 'log-gap', lines: 1_234 });
    const page = await open('#/jobs/running');
    await page.getByText('54 of 203').waitFor();
    await page.getByText('1 min 35 s left').waitFor();
    const bar = page.getByRole('progressbar', { name: 'Progress of build' });
    expect(await bar.getAttribute('value')).toBe('54');
    const notes = await page.locator('.log-note .log-text').allTextContents();
    expect(notes.slice(-2)).toEqual([
      '40 more warnings, not shown: 40 × -Wunused-variable',
      '1234 lines are left out here.',
    ]);
    expect(await accessibilityProblems(page)).toEqual([]);
    job.emit({ ...base, type: 'step-end', step: 'build', milliseconds: 9_000 });
    await expect.poll(() => bar.count()).toBe(0);
  });

  it('survives lost connections without losing or doubling a line', async () => {
    const job = example.daemon.addJob(INSTALL, 'running');
    job.begin();
    const page = await open('#/jobs/running');
    await page.getByText('Live').waitFor();
    let printed = 0;
    for (let round = 0; round < 4; round += 1) {
      for (let count = 0; count < 500; count += 1) {
        printed += 1;
        printLine(job, `printed ${printed}`);
        if (count === 250) example.daemon.cut();
      }
      await page.getByText(`printed ${printed}`, { exact: true }).waitFor();
    }
    example.daemon.goAway(true);
    await page.getByText('Connection lost. Reconnecting …').waitFor();
    printed += 1;
    printLine(job, `printed ${printed}`);
    example.daemon.goAway(false);
    await page.getByText(`printed ${printed}`, { exact: true }).waitFor();
    expect(await savedLog(page)).toEqual(
      Array.from({ length: printed }, (_, index) => `printed ${index + 1}`),
    );
  }, 30_000);

  it('takes the token out of the link, keeps it for the tab alone, and no longer shows it', async () => {
    const page = await example.openAddress(example.daemon.link);
    const echo = page.getByRole('heading', { name: 'Echo Worker (CPU)' });
    await echo.waitFor();
    expect(page.url()).toBe(`${example.daemon.url}/`);
    expect(await page.evaluate(() => [localStorage.length, document.cookie])).toEqual([0, '']);
    await page.reload();
    await echo.waitFor();
    expect(page.url()).toBe(`${example.daemon.url}/`);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('takes the token out of a link that is opened in a tab with an old one', async () => {
    const page = await open('#/jobs');
    await page.getByRole('heading', { name: 'Jobs' }).waitFor();
    example.daemon.token = 'another-token-of-the-hive';
    await page.goto(`${example.daemon.url}/#/workers`);
    await page.getByText("That is not the hive's token.").waitFor();
    await page.goto(example.daemon.link);
    await page.getByRole('heading', { name: 'Echo Worker (CPU)' }).waitFor();
    expect(page.url()).toBe(`${example.daemon.url}/`);
    await page.goBack();
    expect(page.url()).not.toContain('token');
  });

  it('asks for the token, says where it is and when it is wrong', async () => {
    const page = await example.openAddress(`${example.daemon.url}/#/workers`);
    const dialog = page.getByRole('dialog', { name: 'This hive requires its token' });
    await dialog.getByText('rbee-hive serve').waitFor();
    await dialog.getByText('~/.local/state/rbee/hive/token').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await dialog.getByLabel('Token').fill('wrong');
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await page.getByText("That is not the hive's token.").waitFor();
    await page.keyboard.press('Escape');
    await dialog.getByLabel('Token').fill(example.daemon.token);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Echo Worker (CPU)' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Echo Worker (CPU)' }).waitFor();
    expect(await page.evaluate(() => [localStorage.length, document.cookie])).toEqual([0, '']);
  });

  it('takes a link that is pasted where the token is asked for', async () => {
    const page = await example.openAddress(`${example.daemon.url}/#/jobs`);
    await page.getByRole('dialog').getByLabel('Token').fill(` ${example.daemon.link} `);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Jobs' }).waitFor();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });

  it('filters by state, type and text, and finds back', async () => {
    const page = await open('#/workers');
    const shown = page.getByRole('article');
    await expect.poll(() => shown.count()).toBe(6);
    await page.locator('.chip', { hasText: 'Not for this machine' }).click();
    expect(await shown.count()).toBe(2);
    await page.getByRole('combobox', { name: 'Type' }).selectOption('Metal');
    expect(await shown.count()).toBe(1);
    await page.getByRole('searchbox').fill('whisper');
    await page.getByText('No worker matches.').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    expect(await shown.count()).toBe(6);
  });

  it('offers what the verdict on a worker allows, with its reasons', async () => {
    const row = ROWS.find(({ id }) => id === 'llm-worker-rbee-cuda');
    const settings = { network: { build: ['planned'] } };
    const reason = {
      ...{ code: 'NETWORK_NEEDED', missing: 'network', weight: 'blocked' },
      ...{ message: 'Its build reaches cargo in build, which is not allowed.' },
      ...{ remedy: 'Allow the network.', action: { type: 'install-with', settings } },
    };
    const verdict = { workerId: row?.id, state: 'blocked', reasons: [reason] };
    const blocked = { ...row, state: 'blocked', verdict };
    const others = ROWS.filter((one) => one !== row);
    example.daemon.resources['/workers'] = { workers: [blocked, ...others], problems: [] };
    const page = await open('#/workers');
    const card = page.getByRole('article').filter({ hasText: 'LLM Worker (CUDA)' });
    expect(await card.getByRole('listitem').first().textContent()).toBe(`${reason.message} ${reason.remedy}`);
    expect(await accessibilityProblems(page)).toEqual([]);
    const unsupported = page.getByRole('article').filter({ hasText: 'It runs on macos' });
    expect(await unsupported.getByRole('button').count()).toBe(0);
    await card.getByRole('button', { name: 'Install with network LLM Worker (CUDA)' }).click();
    await page.getByRole('heading', { name: 'Install LLM Worker (CUDA)' }).waitFor();
    expect(example.daemon.posted).toEqual([{ ...INSTALL, ...settings }]);
  });

  it('says of a worker what is missing and what to do, and offers no installation that would fail', async () => {
    const row = ROWS.find(({ id }) => id === 'echo-worker-cpu');
    const changed = {
      ...{ code: 'MACHINE_CHANGED', missing: 'fact', weight: 'advice' },
      ...{ message: 'Since it was installed, the driver changed.', remedy: 'Build it again.' },
      action: { type: 'install-with', settings: { force: true } },
    };
    const tool = {
      ...{ code: 'TOOLKIT_MISSING', missing: 'tool', weight: 'advice', message: 'CUDA is missing.' },
      action: { type: 'run', command: 'apt install cuda' },
    };
    const summary = changed.message;
    example.daemon.resources['/workers/echo-worker-cpu'] = {
      ...row,
      verdict: { ...row?.verdict, summary, reasons: [changed, tool] },
    };
    const page = await open('#/workers/echo-worker-cpu');
    const reasons = page.getByRole('list', { name: 'Reasons' });
    await reasons.getByText('CUDA is missing.').waitFor();
    await reasons.getByText('apt install cuda').waitFor();
    expect(await page.getByText(summary).count()).toBe(1);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('dialog').getByText(summary).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await reasons.getByRole('button', { name: 'Rebuild' }).click();
    await page.getByRole('heading', { name: 'Install Echo Worker (CPU)' }).waitFor();
    expect(example.daemon.posted).toEqual([
      { operation: 'worker_install', worker: 'echo-worker-cpu', force: true },
    ]);
    await page.goto(`${example.daemon.url}/#/workers/llm-worker-rbee-metal`);
    await page.getByText('It runs on macos; this machine is linux.').first().waitFor();
    await page.getByRole('heading', { name: 'Recipe' }).waitFor();
    expect(await page.getByRole('button', { name: /^Install/ }).count()).toBe(0);
  });

  it('says why an installation is not possible, and what to do', async () => {
    const plan = example.daemon.resources['/workers/llm-worker-rbee-cuda/plan'] as object;
    example.daemon.resources['/workers/llm-worker-rbee-cuda/plan'] = {
      ...plan,
      obstacles: [{ code: 'NO_DEVICE', message: 'There is no NVIDIA GPU.', hint: 'Take the CPU variant.' }],
    };
    const page = await open('#/workers/llm-worker-rbee-cuda');
    await page.getByText('There is no NVIDIA GPU.').waitFor();
    await page.getByText('Take the CPU variant.').waitFor();
    expect(await page.getByRole('button', { name: 'Install' }).isDisabled()).toBe(true);
  });

  it('says that there is no sandbox, why, and what to do', async () => {
    const plan = example.daemon.resources['/workers/llm-worker-rbee-cuda/plan'] as object;
    example.daemon.resources['/workers/llm-worker-rbee-cuda/plan'] = {
      ...plan,
      sandbox: {
        guard: 'none',
        problem: { cause: 'missing', message: 'bwrap is not installed.', remedy: 'Install bubblewrap.' },
      },
    };
    const page = await open('#/workers/llm-worker-rbee-cuda');
    await page.getByText('The recipe would run without a sandbox, as you. bwrap is not installed.').waitFor();
    await page.getByText('Install bubblewrap.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it('says what to do without any worker, whether the registry answers or not', async () => {
    example.daemon.resources['/workers'] = { workers: [], problems: [] };
    const page = await open('#/workers');
    await page.getByText('The registry offers no workers.').waitFor();
    await page.getByText('from the URL of its recipe').waitFor();
    example.daemon.resources['/workers'] = {
      workers: [],
      problems: [],
      registryError: 'It does not respond.',
    };
    await page.reload();
    await page.getByText('No worker is installed.').waitFor();
    expect(await page.getByText('The registry offers').count()).toBe(0);
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it('installs from an address, and refuses what is none', async () => {
    const page = await open('#/workers');
    await page.getByRole('button', { name: 'Install from URL' }).click();
    const dialog = page.getByRole('dialog', { name: 'Install from URL' });
    await dialog.getByLabel('URL').fill('/etc/passwd');
    await page.keyboard.press('Enter');
    await dialog.getByText('This has to be an http or https URL.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await dialog.getByLabel('URL').fill('https://workers.example/mine/');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Install https://workers.example/mine/' }).waitFor();
    expect(example.daemon.posted).toEqual([
      { operation: 'worker_install', from: 'https://workers.example/mine/' },
    ]);
  });

  it('lists what of the catalog cannot be read, and repairs it', async () => {
    const problem = { folder: '/w/half', code: 'MISSING_METADATA', message: 'It has no metadata.json.' };
    example.daemon.resources['/problems'] = { problems: [problem] };
    example.daemon.onPost = (job) => {
      example.daemon.resources['/problems'] = { problems: [] };
      job.end({ state: 'succeeded', result: { removed: ['/w/half'] } });
    };
    const page = await open('#/installed');
    await page.getByText('/w/half').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove what dead installations left' }).click();
    await page.getByText('Removed /w/half.').waitFor();
    await expect.poll(() => page.getByText('cannot be read').count()).toBe(0);
  });

  it('light and dark follow the system until one is chosen, which is kept', async () => {
    const page = await open('#/workers', { colorScheme: 'dark' });
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const dark = await ground();
    await page.getByRole('radio', { name: 'Light' }).check({ force: true });
    await expect.poll(ground).not.toBe(dark);
    const light = await ground();
    await page.reload();
    await page.locator('main h1').waitFor();
    expect(await ground()).toBe(light);
    await page.getByRole('radio', { name: 'As the system' }).check({ force: true });
    await expect.poll(ground).toBe(dark);
  });
});
