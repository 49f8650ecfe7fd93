import { messageOf } from '@rbee-internal/coded-error';
import { withDeadline } from '@rbee-internal/system/time';
import type { DoctorReport, Finding } from '../api/resources.js';
import { checkCatalog } from './check-catalog.js';
import { checkChanges } from './check-changes.js';
import { checkClock } from './check-clock.js';
import type { Check, ExamineOptions } from './check-context.js';
import { checkDisk } from './check-disk.js';
import { checkHardware } from './check-hardware.js';
import { checkNeeds } from './check-needs.js';
import { checkProxy } from './check-proxy.js';
import { checkRegistry } from './check-registry.js';
import { checkSandbox } from './check-sandbox.js';
import { checkTools } from './check-tools.js';

const CHECK_MILLISECONDS = 15_000;

const CHECKS: Readonly<Record<string, Check>> = {
  tools: checkTools,
  sandbox: checkSandbox,
  disk: checkDisk,
  registry: checkRegistry,
  proxy: checkProxy,
  clock: checkClock,
  hardware: checkHardware,
  needs: checkNeeds,
  changes: checkChanges,
  catalog: checkCatalog,
};

/**
 * Checks whether this machine can install and run workers, and says what to do where it cannot. Changes nothing.
 *
 * @throws the signal's reason
 */
export async function examine(options: ExamineOptions): Promise<DoctorReport> {
  const findings = await Promise.all(
    Object.entries(CHECKS).map(([name, check]) => runCheck(name, check, options)),
  );
  return { findings: findings.flat() };
}

/** A check that fails or takes too long is a finding too. */
async function runCheck(name: string, check: Check, options: ExamineOptions): Promise<readonly Finding[]> {
  const limit = { signal: options.signal, reason: tooLong };
  try {
    return await withDeadline(CHECK_MILLISECONDS, limit, (signal) => check({ ...options, signal }));
  } catch (error) {
    options.signal?.throwIfAborted();
    const message = `This could not be checked: ${messageOf(error)}.`;
    return [
      { check: name, verdict: 'problem', message, hint: 'Run the doctor again; report it if it stays.' },
    ];
  }
}

function tooLong(): Error {
  return new Error(`it took more than ${CHECK_MILLISECONDS / 1_000} s`);
}
