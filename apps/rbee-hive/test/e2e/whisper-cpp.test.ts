import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  processesMentioning,
  testWith,
  tinyWhisperModel,
  useTempDir,
  whisperRepository,
} from '@rbee-internal/test-kit';
import OpenAI from 'openai';
import { expect } from 'vitest';
import { runHive } from '../run-hive.js';
import { startServe } from '../start-serve.js';
import { openShelf } from './shelf.js';

/** For the compiler to take as little time as it can. */
const QUICK = { RBEE_BUILD_TYPE: 'None', CFLAGS: '-O0', CXXFLAGS: '-O0' };

const MODEL = 'models/for-tests-ggml-tiny.en.bin';

testWith(
  ['npm', 'git', 'tar', 'cmake', 'ninja', 'c++'],
  'whisper-cpp is built from its true source, and transcribes through the daemon',
  { timeout: 600_000 },
  async () => {
    const home = await useTempDir();
    const upstream = await useTempDir();
    const source = path.join(upstream, 'ggml-org/whisper.cpp.git');
    const repository = await whisperRepository(source);
    await writeFile(path.join(source, MODEL), tinyWhisperModel());
    await repository.git('add', '--all', '--force');
    await repository.git('commit', '--quiet', '--message', 'whisper.cpp');
    const commit = await repository.git('rev-parse', 'HEAD');

    const root = path.join(home, 'cache/rbee/workers');
    const catalog = await openShelf({ row: 'whisper-cpp', upstream, root, commit });
    const steps: string[] = [];
    const worker = await catalog.provisionAndAdd('whisper-cpp-cpu', {
      jobId: 'build',
      env: QUICK,
      onEvent: (event) => {
        if (event.type === 'step-start') steps.push(event.step);
      },
    });
    expect(steps).toContain('build');
    expect(steps.slice(-2)).toEqual(['prove', 'catalog']);
    expect(worker.provenance?.sources).toEqual([
      expect.objectContaining({ commit, url: expect.stringContaining('github.com/ggml-org/whisper.cpp') }),
    ]);
    await transcribe(home, source);
  },
);

/** By the command line, and as a client of OpenAI's API. */
async function transcribe(home: string, source: string): Promise<void> {
  const { url } = await startServe({ home });
  const hive = (...words: string[]) => runHive(words, { home });
  const spawned = await hive('spawn', 'whisper-cpp-cpu', '--model', path.join(source, MODEL));
  expect(spawned).toMatchObject({ exitCode: 0 });
  const recording = path.join(source, 'samples/jfk.mp3');
  // The model has no weights: it is asked, and hears nothing.
  expect(await hive('transcribe', recording)).toMatchObject({ exitCode: 0, stdout: '\n' });
  const { stdout: key } = await hive('keys', 'create', 'client');
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: key.trim(), maxRetries: 0 });
  const asked = (file: File) => client.audio.transcriptions.create({ file, model: 'for-tests-ggml-tiny.en' });
  const sound = new File([await readFile(recording)], 'jfk.mp3');
  expect((await asked(sound)).text).toBe('');
  await expect(asked(new File(['x'], 'x.wav'))).rejects.toMatchObject({ status: 400 });
  expect(await hive('stop', 'whisper-cpp-cpu')).toMatchObject({ exitCode: 0 });
  expect(processesMentioning(`${home}/cache`)).toEqual([]);
}
