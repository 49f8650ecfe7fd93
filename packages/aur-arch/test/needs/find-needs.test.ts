import { describe, expect, test } from 'vitest';
import {
  BARE_MACHINES,
  createSnapshotMachine,
  findNeeds,
  type MachineSnapshot,
  type RecipeDependencies,
} from '../../src/index.js';

const debian = createSnapshotMachine(BARE_MACHINES.debian);

function withMore(has: string[], of: MachineSnapshot = BARE_MACHINES.debian) {
  return createSnapshotMachine({ ...of, has: [...of.has, ...has] });
}

async function statesOf(recipe: RecipeDependencies, machine = debian) {
  const { needs } = await findNeeds(recipe, { machine });
  return Object.fromEntries(needs.map(({ dependency, state }) => [dependency, state]));
}

const LLAMA = {
  depends: ['curl', 'gcc-libs', 'glibc', 'vulkan-icd-loader'],
  makedepends: ['cmake', 'ninja', 'git', 'shaderc', 'vulkan-headers'],
  builds: true,
  commands: ['cmake'],
};

describe('findNeeds', () => {
  test('names what a bare Debian lacks, and the one command that brings it', async () => {
    const report = await findNeeds(LLAMA, { machine: debian });
    expect(report.machine).toBe('a bare Debian 13');
    expect(report.missing.map(({ name }) => name)).toEqual([
      'curl',
      'vulkan-icd-loader',
      'cmake',
      'ninja',
      'git',
      'shaderc',
      'vulkan-headers',
      'gcc',
    ]);
    expect(report.command).toBe(
      'apt install curl libcurl4-openssl-dev libvulkan-dev cmake ninja-build git glslc libshaderc-dev gcc g++',
    );
    expect(report.unknown).toEqual([]);
  });

  test('on Arch the names are the packages', async () => {
    const { command } = await findNeeds(LLAMA, { machine: createSnapshotMachine(BARE_MACHINES.arch) });
    expect(command).toBe('pacman -S --needed vulkan-icd-loader cmake ninja git shaderc vulkan-headers gcc');
  });

  test('a Mac brings its compiler, Homebrew the rest', async () => {
    const { command, needs } = await findNeeds(LLAMA, {
      machine: createSnapshotMachine(BARE_MACHINES.macos),
    });
    expect(command).toBe('brew install curl vulkan-loader vulkan-headers cmake ninja shaderc');
    expect(needs.find(({ name }) => name === 'gcc')).toMatchObject({ state: 'present', ofSystem: true });
    expect(needs.find(({ name }) => name === 'glibc')).toMatchObject({ state: 'present', ofSystem: true });
  });

  test('a Mac without its command line tools is told how to get them', async () => {
    const { macos } = BARE_MACHINES;
    const machine = createSnapshotMachine({
      ...macos,
      has: macos.has.filter((entry) => !/:(gcc|g\+\+|git)$/.test(entry)),
    });
    const { command } = await findNeeds({ makedepends: ['git', 'cmake'], commands: ['make'] }, { machine });
    expect(command).toBe('xcode-select --install && brew install cmake');
  });

  test('what is installed is present, however it was installed', async () => {
    const ways = ['command:cmake', 'package:cmake 3.31.6'];
    for (const way of ways)
      expect(await statesOf({ makedepends: ['cmake'] }, withMore([way]))).toEqual({ cmake: 'present' });
  });

  test('to build against a library takes more than to run with it', async () => {
    const machine = withMore(['library:libcurl.so.4', 'command:curl']);
    expect(await statesOf({ depends: ['curl'] }, machine)).toEqual({ curl: 'present' });
    expect(await statesOf({ depends: ['curl'], builds: true }, machine)).toEqual({ curl: 'missing' });
    const both = withMore(['command:curl', 'module:libcurl 8.14.1']);
    expect(await statesOf({ depends: ['curl'], builds: true }, both)).toEqual({ curl: 'present' });
  });

  test('a package that is installed already is not in the command', async () => {
    const { command } = await findNeeds(
      { depends: ['curl'], builds: true },
      { machine: withMore(['command:curl', 'package:curl 8.14.1']) },
    );
    expect(command).toBe('apt install libcurl4-openssl-dev');
  });

  test.each([
    ['cmake>=3.20', 'command:cmake 3.31.6', 'present'],
    ['cmake>=3.20', 'command:cmake 3.16.3', 'outdated'],
    ['cmake<3.20', 'package:cmake 3.31.6', 'outdated'],
    ['cmake=3.31.6', 'package:cmake 3.31.6', 'present'],
    // Nothing says which version it is.
    ['cmake>=3.20', 'command:cmake', 'present'],
  ])('%s with %s is %s', async (dependency, has, state) => {
    expect(await statesOf({ makedepends: [dependency] }, withMore([has]))).toEqual({ [dependency]: state });
  });

  test.each([
    ['libcurl.so', 'library:libcurl.so.4', 'present'],
    ['libcurl.so=4-64', 'library:libcurl.so.4', 'present'],
    ['libcurl.so=5-64', 'library:libcurl.so.4', 'missing'],
    ['libnever.so', 'library:libcurl.so.4', 'missing'],
  ])('the library %s with %s is %s', async (dependency, has, state) => {
    expect(await statesOf({ depends: [dependency] }, withMore([has]))).toEqual({ [dependency]: state });
  });

  test('a missing library is brought by the package of its family', async () => {
    const { command } = await findNeeds({ depends: ['libgomp.so=1-64'] }, { machine: debian });
    expect(command).toBe('apt install libgomp1');
  });

  test('a Python module that the table does not have is looked for by its name', async () => {
    const machine = withMore(['python:some_thing', 'command:python3']);
    expect(await statesOf({ depends: ['python', 'python-some-thing', 'python-other'] }, machine)).toEqual({
      python: 'present',
      'python-some-thing': 'present',
      'python-other': 'missing',
    });
  });

  test('a name that nothing is known of is not called missing, unless the system has those very names', async () => {
    expect(await statesOf({ depends: ['some-thing'] })).toEqual({ 'some-thing': 'unknown' });
    const arch = createSnapshotMachine(BARE_MACHINES.arch);
    const { missing, command } = await findNeeds({ depends: ['some-thing'] }, { machine: arch });
    expect(missing).toMatchObject([{ name: 'some-thing', packages: [] }]);
    expect(command).toBeUndefined();
    expect(await statesOf({ depends: ['some-thing'] }, withMore(['command:some-thing']))).toEqual({
      'some-thing': 'present',
    });
  });

  test('each dependency once, with every list that names it; own packages are not needed', async () => {
    const { needs } = await findNeeds(
      {
        depends: ['git', 'app-libs=1'],
        makedepends: ['git', 'cmake'],
        checkdepends: ['git'],
        provides: ['app-libs=1'],
      },
      { machine: debian },
    );
    expect(needs.map(({ name, kinds }) => [name, kinds])).toEqual([
      ['git', ['depends', 'makedepends', 'checkdepends']],
      ['cmake', ['makedepends']],
    ]);
  });

  test('what base-devel brings is needed where the functions run it', async () => {
    const { needs } = await findNeeds(
      { makedepends: ['cmake'], commands: ['cmake', 'patch', 'install'] },
      { machine: debian },
    );
    expect(needs.filter(({ kinds }) => kinds.includes('base-devel')).map(({ name }) => name)).toEqual([
      'gcc',
      'patch',
    ]);
    const binary = await findNeeds({ commands: ['install', 'ln'] }, { machine: debian });
    expect(binary.needs).toEqual([]);
  });

  test('no name of a recipe gets into the command that no package can have', async () => {
    const { command } = await findNeeds(
      { depends: ['$(touch x)', '-y', 'cmake; rm x', 'git'] },
      { machine: createSnapshotMachine(BARE_MACHINES.arch) },
    );
    expect(command).toBe('pacman -S --needed git');
  });

  test('CUDA has no package on a Mac: it is missing, and no command brings it', async () => {
    const { missing, command } = await findNeeds(
      { depends: ['cuda'] },
      { machine: createSnapshotMachine(BARE_MACHINES.macos) },
    );
    expect(missing).toMatchObject([{ name: 'cuda', packages: [] }]);
    expect(command).toBeUndefined();
  });

  test("rejects with its signal's reason", async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(findNeeds(LLAMA, { machine: debian, signal })).rejects.toThrow('enough');
  });
});

test('Python that is run by the name it has on Arch is missing where only python3 is', async () => {
  const recipe = { depends: ['python'], makedepends: ['python-build'], commands: ['python', 'install'] };
  const has = ['command:python3', 'python:build'];
  const machine = createSnapshotMachine({ ...BARE_MACHINES.debian, has });
  const { missing, command } = await findNeeds(recipe, { machine });
  expect(missing.map(({ dependency, packages }) => [dependency, packages])).toEqual([
    ['python', ['python-is-python3']],
  ]);
  expect(command).toBe('apt install python-is-python3');
  const linked = createSnapshotMachine({ ...BARE_MACHINES.debian, has: [...has, 'command:python'] });
  expect((await findNeeds(recipe, { machine: linked })).missing).toEqual([]);
  // One that says python3, or runs none, is content with that.
  expect((await findNeeds({ ...recipe, commands: ['python3'] }, { machine })).missing).toEqual([]);
});
