import { vercmp } from '@rbee-internal/vercmp';
import type { CudaDevice, CudaFacts, Fact } from '../types.js';
import { bytesFrom, fact, find, known, MAX_DEVICES, MIB, nameFrom } from './facts.js';
import { askFirst, type Probed, type Prober } from './prober.js';
import { MAX_VARIABLE_LENGTH, visibleIndexes } from './visible-devices.js';

/** NVIDIA: the driver's own files, then `nvidia-smi` and `nvcc`. */
export async function probeCuda(prober: Prober): Promise<CudaFacts> {
  const [driver, toolkitVersion] = await Promise.all([probeDriver(prober), probeToolkit(prober)]);
  const { CUDA_VISIBLE_DEVICES: variable, CUDA_DEVICE_ORDER: order } = prober.context.env;
  return {
    ...driver,
    toolkitVersion,
    devices: driver.devices && withVisibility(driver.devices, { variable, order }),
    visibleDevices: fact(variable?.slice(0, MAX_VARIABLE_LENGTH), 'environment CUDA_VISIBLE_DEVICES'),
  };
}

const VERSION = /^(\d{1,5}(?:\.\d{1,5}){1,3})$/;

async function probeDriver(prober: Prober): Promise<CudaFacts> {
  const isLinux = prober.context.host.os === 'linux';
  const [fromFile, smi] = await Promise.all([isLinux ? driverFile(prober) : undefined, queryDevices(prober)]);
  if (!smi.answer.ok) {
    // Only a tool that is not there leaves the files to be believed: one that fails has met a broken driver.
    const devices = isLinux && smi.answer.code === 'NOT_FOUND' ? await devicesFromFiles(prober) : undefined;
    return { driverVersion: fromFile, supportedCuda: cudaByDriver(fromFile), devices };
  }
  const { source } = smi.answer;
  const rows = rowsFrom(smi.answer.text, smi.fields);
  if (rows.length === 0) prober.unreadable(source, 'row of a device');
  const driverVersion = fromFile ?? fact(rows[0]?.driver, source);
  return {
    driverVersion,
    supportedCuda: (await supportedCuda(prober, smi.program)) ?? cudaByDriver(driverVersion),
    devices: { value: rows.map(({ device }) => device), source },
  };
}

async function driverFile(prober: Prober): Promise<Fact<string> | undefined> {
  const file = await prober.file('/proc/driver/nvidia/version');
  if (!file.ok) return undefined;
  const version = find(
    file.text,
    /^NVRM version:.{0,200}?Kernel Module.{0,80}?\s(\d{2,4}(?:\.\d{1,4}){1,2})\s/m,
  );
  if (version === undefined) prober.unreadable(file.source, 'version of the kernel module');
  return fact(version, file.source);
}

const FIELDS = ['uuid', 'pci.bus_id', 'memory.total', 'driver_version', 'compute_cap', 'name'];
/** Drivers before 470 know no compute capability and refuse the whole question. */
const OLD_FIELDS = FIELDS.filter((field) => field !== 'compute_cap');

/** Under WSL the tool is beside the libraries that Windows lends, often outside `PATH`. */
const TOOLS = { linux: ['nvidia-smi', '/usr/lib/wsl/lib/nvidia-smi'], other: ['nvidia-smi'] } as const;

async function queryDevices(prober: Prober) {
  const tools = prober.context.host.os === 'linux' ? TOOLS.linux : TOOLS.other;
  const query = async (fields: readonly string[]) => ({
    ...(await askFirst(
      // One lost card makes the tool fail, and the others are listed all the same.
      { command: (...command) => prober.partly((text) => rowsFrom(text, fields).length > 0, ...command) },
      tools,
      `--query-gpu=${fields.join(',')}`,
      '--format=csv,noheader,nounits',
    )),
    fields,
  });
  const asked = await query(FIELDS);
  return asked.answer.ok || asked.answer.code !== 'EXIT' ? asked : await query(OLD_FIELDS);
}

interface Row {
  readonly device: CudaDevice;
  readonly driver: string;
}

function rowsFrom(text: string, fields: readonly string[]): readonly Row[] {
  const lines = text.split(/\r?\n/, 4 * MAX_DEVICES).filter((line) => line.includes(','));
  return lines.slice(0, MAX_DEVICES).flatMap((line) => rowFrom(line, fields) ?? []);
}

function rowFrom(line: string, fields: readonly string[]): Row | undefined {
  const cells = line.split(',').map((cell) => cell.trim());
  if (cells.length < fields.length) return undefined;
  const cell = (field: string) => cells[fields.indexOf(field)];
  // The name comes last, so that a comma in it does no harm.
  const name = nameFrom(cells.slice(fields.length - 1).join(', '));
  const driver = find(cell('driver_version') ?? '', VERSION);
  if (name === undefined || driver === undefined) return undefined;
  const device = known<CudaDevice>({
    name,
    computeCapability: fields.includes('compute_cap')
      ? find(cell('compute_cap') ?? '', /^(\d{1,2}\.\d{1,2})$/)
      : undefined,
    memoryBytes: bytesFrom(cell('memory.total'), MIB),
    uuid: find(cell('uuid') ?? '', /^(GPU-[0-9a-f-]{1,36})$/i),
    pciAddress: pciAddressFrom(cell('pci.bus_id')),
    visible: true,
  });
  return { device, driver };
}

/** `00000000:01:00.0` as the kernel writes it: `0000:01:00.0`. */
function pciAddressFrom(text: string | undefined): string | undefined {
  return find(text ?? '', /^(?:0000)?([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/i)?.toLowerCase();
}

/** The header of the plain output is the one place where every driver tells it. */
async function supportedCuda(prober: Prober, program: string): Promise<Fact<string> | undefined> {
  const plain = await prober.command(program);
  if (!plain.ok) return undefined;
  const version = find(plain.text, /CUDA(?: UMD)? Version\s*:\s*(\d{1,2}\.\d{1,2})/);
  if (version === undefined) prober.unreadable(plain.source, 'CUDA version');
  return fact(version, plain.source);
}

/** From which Linux driver on a CUDA version is supported. Source: CUDA's release notes, table 3. */
const CUDA_BY_DRIVER: readonly (readonly [string, string])[] = [
  ['580.65', '13.0'],
  ['575.51', '12.9'],
  ['570.26', '12.8'],
  ['560.28', '12.6'],
  ['555.42', '12.5'],
  ['550.54', '12.4'],
  ['545.23', '12.3'],
  ['535.54', '12.2'],
  ['530.30', '12.1'],
  ['525.60', '12.0'],
  ['520.61', '11.8'],
  ['515.43', '11.7'],
  ['510.39', '11.6'],
  ['495.29', '11.5'],
  ['470.42', '11.4'],
  ['465.19', '11.3'],
  ['460.27', '11.2'],
  ['455.23', '11.1'],
  ['450.36', '11.0'],
];

function cudaByDriver(driver: Fact<string> | undefined): Fact<string> | undefined {
  if (driver === undefined) return undefined;
  const entry = CUDA_BY_DRIVER.find(([least]) => vercmp(driver.value, least) >= 0);
  return fact(entry?.[1], `${driver.source}, and the table of CUDA's release notes`);
}

const DRIVER_FOLDER = '/proc/driver/nvidia/gpus';

async function devicesFromFiles(prober: Prober): Promise<Fact<readonly CudaDevice[]> | undefined> {
  const addresses = (await prober.folder(DRIVER_FOLDER)).filter((name) => /^[0-9a-f:.]{1,20}$/.test(name));
  const files = await Promise.all(
    addresses.slice(0, MAX_DEVICES).map((address) => prober.file(`${DRIVER_FOLDER}/${address}/information`)),
  );
  const deviceFiles = new Set(addresses.length === 0 ? [] : await prober.folder('/dev'));
  const devices = files.flatMap((file) => {
    const device = deviceFromFile(file);
    const path = `nvidia${file.ok ? find(file.text, /^Device Minor:\s*(\d{1,4})$/m) : ''}`;
    if (device === undefined || deviceFiles.has(path)) return device ?? [];
    prober.missing(
      `/dev/${path}`,
      `The device file of ${device.name} is not here; a container has to be given it.`,
    );
    return [];
  });
  return devices.length === 0 ? undefined : { value: devices, source: DRIVER_FOLDER };
}

function deviceFromFile(file: Probed): CudaDevice | undefined {
  if (!file.ok) return undefined;
  const name = nameFrom(find(file.text, /^Model:(.*)$/m));
  if (name === undefined) return undefined;
  return known<CudaDevice>({
    name,
    uuid: find(file.text, /^GPU UUID:\s*(GPU-[0-9a-f-]{1,36})$/im),
    pciAddress: pciAddressFrom(find(file.text, /^Bus Location:\s*(\S{1,20})$/m)),
    visible: true,
  });
}

async function probeToolkit(prober: Prober): Promise<Fact<string> | undefined> {
  if (prober.context.host.os === 'linux') {
    const file = await prober.file('/usr/local/cuda/version.json');
    const version = file.ok
      ? find(file.text, /"cuda"\s*:\s*\{[^{}]{0,200}"version"\s*:\s*"([\d.]{3,20})"/)
      : undefined;
    if (file.ok && version !== undefined) return fact(version, file.source);
  }
  const { answer: told } = await askFirst(prober, ['nvcc', '/usr/local/cuda/bin/nvcc'], '--version');
  if (!told.ok) return undefined;
  const version =
    find(told.text, /\bV(\d{1,3}\.\d{1,3}\.\d{1,5})\b/) ?? find(told.text, /release (\d{1,3}\.\d{1,3})/);
  if (version === undefined) prober.unreadable(told.source, 'release');
  return fact(version, told.source);
}

interface Visibility {
  readonly variable: string | undefined;
  readonly order: string | undefined;
}

function withVisibility(
  { value, source }: Fact<readonly CudaDevice[]>,
  { variable, order }: Visibility,
): Fact<readonly CudaDevice[]> {
  const numbered = inCudaOrder(value, order);
  const indexes = visibleIndexes(variable, numbered);
  const visible = new Set(numbered.filter((_device, index) => indexes.has(index)));
  return {
    value: value.map((device) => ({ ...device, visible: visible.has(device) })),
    source: variable === undefined ? source : `${source}, and environment CUDA_VISIBLE_DEVICES`,
  };
}

/**
 * CUDA numbers devices from the fastest on, unless `CUDA_DEVICE_ORDER` is `PCI_BUS_ID`, as nvidia-smi does. Which is the
 * fastest is told by generation and memory here. Source: CUDA C++ Programming Guide, "CUDA Environment Variables".
 */
function inCudaOrder(devices: readonly CudaDevice[], order: string | undefined): readonly CudaDevice[] {
  if (order === 'PCI_BUS_ID') return devices;
  return [...devices].sort(
    (a, b) =>
      vercmp(b.computeCapability ?? '0', a.computeCapability ?? '0') ||
      (b.memoryBytes ?? 0) - (a.memoryBytes ?? 0),
  );
}
