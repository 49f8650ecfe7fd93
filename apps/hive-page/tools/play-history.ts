import { playBuild, playDownloads } from '../test/fake-daemon/example-daemon.js';
import type { FakeDaemon } from '../test/fake-daemon/fake-daemon.js';

const INSTALL = { operation: 'worker_install', worker: 'llm-worker-rbee-cuda' } as const;

/** Lets an example daemon have failed, verified, and be in the middle of two installations. */
export function playHistory(daemon: FakeDaemon): void {
  const failed = daemon.addJob(INSTALL, 'failed');
  failed.shift = -140_000;
  playDownloads(failed);
  failed.shift = -127_000;
  playBuild(failed);
  failed.shift = -31_000;
  const message = 'build() of llm-worker-rbee-cuda ended with exit code 101.';
  const hint =
    'The last lines of the log say why; it may want the network while it builds, which the options allow.';
  failed.end({ state: 'failed', error: { code: 'BUILD_FAILED', message, hint } });

  const verify = daemon.addJob({ operation: 'worker_verify' }, 'verify');
  verify.shift = -30_000;
  verify.begin();
  verify.shift = -28_700;
  verify.end({ state: 'succeeded', result: { verified: [] } });

  const downloading = daemon.addJob(INSTALL, 'downloading');
  downloading.shift = -6_000;
  playDownloads(downloading);

  const running = daemon.addJob(INSTALL, 'running');
  running.shift = -75_000;
  playDownloads(running);
  running.shift = -62_000;
  playBuild(running);
}
