import { z } from 'zod';

/** Variables of one recipe. */
const MAX_VARIABLES = 256;
/** Characters of one variable's value. */
const MAX_VALUE_LENGTH = 32_768;

/** Names of variables that decide how the build itself works, which no setting may change. */
const RESERVED =
  /^(?:PATH|IFS|ENV|HOME|PWD|OLDPWD|SHELL|SHELLOPTS|BASHOPTS|BASH.*|LD_.*|DYLD_.*|GLIBC_TUNABLES|pkgdir|srcdir|startdir|pkgbase|pkgname|pkgver|pkgrel|epoch|source|CARCH)$/;

const variableName = z
  .string()
  .max(128)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a variable')
  .refine((name) => !RESERVED.test(name), 'is set by the build itself and cannot be changed');

const variableValue = z
  .string()
  .max(MAX_VALUE_LENGTH)
  .refine((value) => !value.includes('\0'), 'must not hold a NUL character');

/** Variables that a recipe reads, by name: `CUDAARCHS`, `AMDGPU_TARGETS` … */
export const buildEnvironmentSchema = z
  .record(variableName, variableValue)
  .refine((variables) => Object.keys(variables).length <= MAX_VARIABLES, `at most ${MAX_VARIABLES} variables`)
  .readonly();

/** An ecosystem such as `cargo`, or a host: `example.org`, `*.example.org`, with or without a port. */
const networkName = z
  .string()
  .max(255)
  .regex(
    /^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/i,
    'must be an ecosystem such as cargo, or a host such as example.org',
  );
const networkNames = z.array(networkName).max(64).readonly().optional();

/** Which ecosystems or hosts each phase of a build may reach. */
export const buildNetworkSchema = z
  .strictObject({
    verify: networkNames,
    prepare: networkNames,
    pkgver: networkNames,
    build: networkNames,
    check: networkNames,
    package: networkNames,
  })
  .readonly();

/** Names of packages of a split recipe, the one with the program first. */
export const packageNamesSchema = z
  .array(
    z
      .string()
      .max(128)
      .regex(/^[A-Za-z0-9@_+][A-Za-z0-9@._+-]*$/, 'must be the name of a package'),
  )
  .min(1)
  .max(64)
  .readonly();

/** A program of a package: its file name, or its path in the package such as `usr/bin/llama-server`. */
export const programPathSchema = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^[^\\\p{Cc}]+$/u, 'must be a plain file name, or a path in the package')
  .refine(
    (path) => path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
    'must be a plain file name, or a path in the package',
  );
