#!/usr/bin/env node
import { runToExitCode } from './run-to-exit-code.js';

process.exitCode = await runToExitCode(process.argv.slice(2));
