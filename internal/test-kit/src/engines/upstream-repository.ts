import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { createGitRepository, type GitRepository } from '../git/git-repository.js';
import { type NpmPackage, npmTarball } from './npm-source.js';

const run = promisify(execFile);

/** whisper.cpp 1.9.1 without its models. */
const WHISPER_SOURCE: NpmPackage = {
  name: 'nodejs-whisper',
  version: '0.3.1',
  integrity:
    'sha512-ceoilUVraRuR5FnNyXpGQT2auAR48Oc3AQBEmkXnVpSn9iN6yVRzQBFCqVTGWbk6Wdi95NhvwXNzFvuR7erLWw==',
};

/** llama.cpp v0.5.0, its whole tree in one commit. */
const LLAMA_SOURCE: NpmPackage = {
  name: 'node-llama-cpp',
  version: '3.22.1',
  integrity:
    'sha512-bltIipuWmc123H7tMIgDGKSsSrhmhlQYeVUC48XTjVW7XGJJiJJyCdlTMzQ/LiWoPkGDpcL4FviDpgw7qfTiDw==',
};

/** A new repository with the true source of whisper.cpp, as its makers have it, and its samples. */
export async function whisperRepository(folder: string): Promise<GitRepository> {
  const tarball = await npmTarball(WHISPER_SOURCE);
  await mkdir(folder, { recursive: true });
  const inside = 'package/cpp/whisper.cpp';
  const taken = inside.split('/').length;
  await run('tar', ['-xzf', tarball, '-C', folder, `--strip-components=${taken}`, inside]);
  return createGitRepository(folder);
}

/** A new repository with the true source of llama.cpp, tagged `v0.5.0`. */
export async function llamaRepository(folder: string): Promise<GitRepository> {
  const tarball = await npmTarball(LLAMA_SOURCE);
  const repository = await createGitRepository(folder);
  const bundle = 'package/llama/gitRelease.bundle';
  await run('tar', ['-xzf', tarball, '-C', folder, bundle]);
  await repository.git('fetch', '--quiet', bundle, 'HEAD');
  await repository.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
  await repository.git('tag', 'v0.5.0');
  await rm(path.join(folder, 'package'), { recursive: true });
  return repository;
}
