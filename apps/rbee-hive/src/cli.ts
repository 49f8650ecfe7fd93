#!/usr/bin/env node
import { takeSecrets } from './take-secrets.js';

// Before anything else is loaded: from here on no build and no worker finds them in this process.
const secrets = takeSecrets();
const { runToExitCode } = await import('./run-to-exit-code.js');
process.exitCode = await runToExitCode(process.argv.slice(2), secrets);
