import { describe, expect, test } from 'vitest';
import { allRows, needTable } from '../../../src/needs/table/need-table.js';

const FAMILIES = ['dpkg', 'rpm', 'apk', 'brew'] as const;
const KINDS = ['command', 'module', 'library', 'header', 'python', 'file'];

describe('the table of names', () => {
  test('has each name once', () => {
    const names = allRows().map(({ name }) => name);
    expect(names.length).toBeGreaterThan(350);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(needTable().size).toBe(names.length);
  });

  test('says of each how it shows itself', () => {
    for (const { name, run, build } of allRows()) {
      expect(name).toMatch(/^[a-z\d][\w.+-]*$/);
      for (const probe of [...run, ...build].flat()) {
        expect(KINDS, `${name}: ${probe.kind}`).toContain(probe.kind);
        expect(probe.name, name).toMatch(probe.kind === 'file' ? /^\/\S+$/ : /^[\w.+/-]+$/);
      }
      expect(run.flat(), name).not.toEqual([]);
    }
  });

  test('has packages whose names a package manager takes', () => {
    for (const { name, packages } of allRows())
      for (const family of FAMILIES)
        for (const list of [packages[family].run, packages[family].build])
          for (const of of list === 'system' ? [] : list) expect(of, name).toMatch(/^[a-z\d][\w@.+-]*$/i);
  });

  test('knows what AI programs ask for most, on Debian', () => {
    const wanted =
      'cmake ninja git gcc make rust cargo go nodejs npm curl openssl openblas blas-openblas openmp vulkan-icd-loader vulkan-headers shaderc cuda ffmpeg python python-numpy python-pytorch sdl2 espeak-ng';
    for (const name of wanted.split(' '))
      expect(needTable().get(name)?.packages.dpkg.build, name).not.toEqual([]);
    for (const name of ['rocm-hip-sdk', 'hipblas', 'rocblas', 'uv', 'pnpm'])
      expect(needTable().has(name), name).toBe(true);
  });
});
