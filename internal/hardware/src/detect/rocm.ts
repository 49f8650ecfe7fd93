import type { Fact, RocmDevice, RocmFacts } from '../types.js';
import { bytesFrom, fact, find, KIB, known, MAX_DEVICES, nameFrom } from './facts.js';
import { askFirst, type Prober } from './prober.js';
import { MAX_VARIABLE_LENGTH, visibleIndexes } from './visible-devices.js';

/** AMD: the kernel's topology files, then `rocminfo`; the version from ROCm's own file, then `hipconfig`. */
export async function probeRocm(prober: Prober): Promise<RocmFacts> {
  const [version, devices] = await Promise.all([probeVersion(prober), probeDevices(prober)]);
  const visibility = visibilityFrom(prober.context.env);
  return {
    version,
    devices: devices && withVisibility(devices, visibility),
    visibleDevices: visibility.at(-1),
    gfxOverride: gfxOverrideFrom(prober.context.env.HSA_OVERRIDE_GFX_VERSION),
  };
}

async function probeVersion(prober: Prober): Promise<Fact<string> | undefined> {
  const file = await prober.file('/opt/rocm/.info/version');
  const written = file.ok ? find(file.text, /^\s*(\d{1,3}(?:\.\d{1,5}){1,2})/) : undefined;
  if (written !== undefined) return fact(written, file.source);
  const { answer: told } = await askFirst(prober, ['hipconfig', '/opt/rocm/bin/hipconfig'], '--version');
  if (!told.ok) return undefined;
  const version = find(told.text, /^\s*(\d{1,3}\.\d{1,3})\./);
  if (version === undefined) prober.unreadable(told.source, 'version');
  return fact(version, told.source);
}

async function probeDevices(prober: Prober): Promise<Fact<readonly RocmDevice[]> | undefined> {
  const [topology, { answer: rocminfo }] = await Promise.all([
    devicesFromTopology(prober),
    askFirst(prober, ['rocminfo', '/opt/rocm/bin/rocminfo']),
  ]);
  // A tool that fails has met a driver that does not answer, or may not be used: the files do not show that.
  if (!rocminfo.ok) return rocminfo.code === 'NOT_FOUND' ? topology : undefined;
  if (!/^HSA Agents\b/m.test(rocminfo.text)) prober.unreadable(rocminfo.source, 'list of HSA agents');
  return { value: devicesFromRocminfo(rocminfo.text), source: rocminfo.source };
}

const TOPOLOGY = '/sys/class/kfd/kfd/topology/nodes';

async function devicesFromTopology(prober: Prober): Promise<Fact<readonly RocmDevice[]> | undefined> {
  const nodes = (await prober.folder(TOPOLOGY)).filter((name) => /^\d{1,4}$/.test(name));
  const ordered = nodes.sort((a, b) => Number(a) - Number(b)).slice(0, 4 * MAX_DEVICES);
  const files = await Promise.all(ordered.map((node) => prober.file(`${TOPOLOGY}/${node}/properties`)));
  const targets = files.flatMap((file) => (file.ok ? (gfxFromNumber(file.text) ?? []) : []));
  if (targets.length === 0) return undefined;
  if (!(await prober.folder('/dev')).includes('kfd')) {
    prober.missing('/dev/kfd', 'The device file of ROCm is not here; a container has to be given it.');
    return undefined;
  }
  const devices = targets.slice(0, MAX_DEVICES).map((gfx) => ({ name: gfx, gfx: [gfx], visible: true }));
  return { value: devices, source: TOPOLOGY };
}

/** `110000` is gfx1100, `90010` gfx90a: major, then two digits each for minor and stepping; 0 is a processor. */
function gfxFromNumber(properties: string): string | undefined {
  const number = Number(find(properties, /^gfx_target_version (\d{1,8})$/m) ?? 0);
  return number === 0
    ? undefined
    : gfxName(Math.floor(number / 10_000), Math.floor(number / 100) % 100, number % 100);
}

function gfxName(major: number, minor: number, stepping: number): string {
  return `gfx${major}${minor.toString(16)}${stepping.toString(16)}`;
}

function devicesFromRocminfo(text: string): readonly RocmDevice[] {
  const agents = text.split(/^Agent \d{1,4}\s*$/m, 4 * MAX_DEVICES).slice(1);
  return agents.flatMap((agent) => deviceFromAgent(agent) ?? []).slice(0, MAX_DEVICES);
}

function deviceFromAgent(agent: string): RocmDevice | undefined {
  if (!/^\s*Device Type:\s*GPU\s*$/m.test(agent)) return undefined;
  const own = find(agent, /^\s*Name:\s*(gfx[0-9a-f]{3,6})\s*$/m);
  if (own === undefined) return undefined;
  const isas = [...agent.matchAll(/^\s*Name:\s*amdgcn-amd-amdhsa--(gfx[0-9a-z-]{2,20})(?::\S*)?\s*$/gm)];
  return known<RocmDevice>({
    name: nameFrom(find(agent, /^\s*Marketing Name:(.*)$/m)) ?? own,
    gfx: [...new Set([own, ...isas.flatMap(([, isa]) => isa ?? [])])].slice(0, 16),
    memoryBytes: bytesFrom(find(agent, /Segment:\s*GLOBAL;[^\n]*COARSE[^\n]*\n\s*Size:\s*(\d{1,16})\b/), KIB),
    uuid: find(agent, /^\s*Uuid:\s*(GPU-[0-9a-f]{1,32})\s*$/im),
    visible: true,
  });
}

/**
 * The variables that hide devices, in the order they apply: each counts among what the one before leaves. HIP
 * takes CUDA_VISIBLE_DEVICES for its own when that is not set. Source: ROCm, "GPU isolation techniques".
 */
function visibilityFrom(env: Readonly<Record<string, string | undefined>>): readonly Fact<string>[] {
  const hip = env.HIP_VISIBLE_DEVICES === undefined ? 'CUDA_VISIBLE_DEVICES' : 'HIP_VISIBLE_DEVICES';
  return ['ROCR_VISIBLE_DEVICES', hip].flatMap(
    (name) => fact(env[name]?.slice(0, MAX_VARIABLE_LENGTH), `environment ${name}`) ?? [],
  );
}

function withVisibility(
  { value, source }: Fact<readonly RocmDevice[]>,
  visibility: readonly Fact<string>[],
): Fact<readonly RocmDevice[]> {
  let left = value;
  for (const { value: text } of visibility) {
    const visible = visibleIndexes(text, left);
    left = left.filter((_, index) => visible.has(index));
  }
  return {
    value: value.map((device) => ({ ...device, visible: left.includes(device) })),
    source: [source, ...visibility.map((variable) => variable.source)].join(', and '),
  };
}

/** `10.3.0` makes every device pass for gfx1030. */
function gfxOverrideFrom(text: string | undefined): Fact<string> | undefined {
  const [, major, minor, stepping] = /^(\d{1,2})\.(\d{1,2})\.(\d{1,2})$/.exec(text?.trim() ?? '') ?? [];
  if (major === undefined) return undefined;
  return fact(
    gfxName(Number(major), Number(minor), Number(stepping)),
    'environment HSA_OVERRIDE_GFX_VERSION',
  );
}
