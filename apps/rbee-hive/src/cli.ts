#!/usr/bin/env node
import { createProgram } from './program.js';
import { runToExitCode } from './run-to-exit-code.js';

process.exitCode = await runToExitCode(createProgram, process.argv.slice(2));
