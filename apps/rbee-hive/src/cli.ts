#!/usr/bin/env node
import { isVersion, printVersion } from './print-version.js';
import { takeSecrets } from './take-secrets.js';
import { useCompileCache } from './use-compile-cache.js';

// Before anything else is loaded: from here on no build and no worker finds them in this process.
const secrets = takeSecrets();
const words = process.argv.slice(2);
if (isVersion(words)) process.exitCode = printVersion();
else {
  useCompileCache(words);
  const { runToExitCode } = await import('./run-to-exit-code.js');
  process.exitCode = await runToExitCode(words, secrets);
}
