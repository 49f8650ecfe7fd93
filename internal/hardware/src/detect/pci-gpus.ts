import type { Fact, Gpu } from '../types.js';
import { find, known, MAX_DEVICES, nameFrom } from './facts.js';
import type { Probed, Prober } from './prober.js';

const PCI_FOLDER = '/sys/bus/pci/devices';
const DEVICE_TREE = '/proc/device-tree/compatible';

/** More devices than any board has. */
const MAX_PCI_DEVICES = 4096;

/** The GPUs on the PCI bus, whether a driver holds them or not, and the one of an NVIDIA Tegra board. */
export async function probePciGpus(prober: Prober): Promise<Fact<readonly Gpu[]> | undefined> {
  const [addresses, board] = await Promise.all([prober.folder(PCI_FOLDER), prober.file(DEVICE_TREE)]);
  const uevents = await Promise.all(
    addresses
      .filter((address) => /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/.test(address))
      .slice(0, MAX_PCI_DEVICES)
      .map(async (address) => ({ address, uevent: await prober.file(`${PCI_FOLDER}/${address}/uevent`) })),
  );
  const onBus = uevents.flatMap(({ address, uevent }) => (uevent.ok ? gpuFrom(address, uevent.text) : []));
  const onBoard = tegraGpu(board);
  if (addresses.length === 0 && onBoard === undefined) return undefined;
  return {
    value: [...onBus, ...(onBoard === undefined ? [] : [onBoard])].slice(0, MAX_DEVICES),
    source: onBoard === undefined ? PCI_FOLDER : DEVICE_TREE,
  };
}

function gpuFrom(pciAddress: string, uevent: string): Gpu[] {
  const pciClass = find(uevent, /^PCI_CLASS=([0-9A-F]{1,6})$/im)?.padStart(6, '0');
  const pciId = find(uevent, /^PCI_ID=([0-9A-F]{4}:[0-9A-F]{4})$/im)?.toLowerCase();
  // Display controllers, and processing accelerators, which AMD Instinct calls itself.
  if (pciClass === undefined || pciId === undefined || !/^(?:03|1200)/.test(pciClass)) return [];
  const driver = nameFrom(find(uevent, /^DRIVER=(.*)$/m));
  return [known({ ...classifyPci(pciId, pciAddress), pciAddress, pciId, driver })];
}

const VENDORS: ReadonlyMap<string, Gpu['vendor']> = new Map([
  ['10de', 'nvidia'],
  ['1002', 'amd'],
  ['8086', 'intel'],
  ['106b', 'apple'],
]);

/** Screens of QEMU, VMware, VirtualBox, Hyper-V, EC2, and of the remote consoles ASPEED, Matrox and Huawei. */
const VIRTUAL_VENDORS = new Set([
  '1013',
  '102b',
  '1234',
  '1414',
  '15ad',
  '19e5',
  '1a03',
  '1af4',
  '1b36',
  '1d0f',
  '80ee',
]);

/**
 * Graphics units inside AMD's processors, by PCI device id. That of Strix Halo (1586) is left out on purpose:
 * with its up to 128 GB people buy it as a GPU. What is not here is taken for a card of its own.
 */
const AMD_INTEGRATED = new Set(
  `1114 13c0 1506 150e 15bf 15c8 15d8 15dd 15e7 1636 1638 163f 164c 164e 164d 1681 1900 1901 9830 9832 9834 9836
   9838 983d 9850 9851 9852 9853 9854 9855 9856 9857 9858 9859 985a 985b 985c 985d 985e 985f 9870 9874 9875 9876
   9877 98e4 1304 1305 1306 1307 1309 130a 130b 130c 130d 130e 130f 1310 1311 1312 1313 1315 1316 1317 1318 131b
   131c 131d 9802 9803 9804 9805 9806 9807 9808 9809 980a`.split(/\s+/),
);

/** Vendor and kind by PCI ids; Intel's graphics unit inside the processor is always device 2 of bus 0. */
export function classifyPci(pciId: string, pciAddress?: string): Pick<Gpu, 'vendor' | 'kind'> {
  const [vendorId = '', deviceId = ''] = pciId.split(':');
  const vendor = VENDORS.get(vendorId) ?? 'other';
  if (vendor === 'nvidia') return { vendor, kind: 'discrete' };
  if (vendor === 'amd') return { vendor, kind: AMD_INTEGRATED.has(deviceId) ? 'integrated' : 'discrete' };
  if (vendor === 'intel') {
    if (pciAddress === undefined) return { vendor, kind: 'unknown' };
    return { vendor, kind: /:00:02\.0$/.test(pciAddress) ? 'integrated' : 'discrete' };
  }
  if (vendor === 'apple') return { vendor, kind: 'integrated' };
  return { vendor, kind: VIRTUAL_VENDORS.has(vendorId) ? 'virtual' : 'unknown' };
}

/** A Tegra's GPU is no PCI device; the board's device tree names the chip. */
function tegraGpu(board: Probed): Gpu | undefined {
  if (!board.ok) return undefined;
  const chip = find(board.text, /nvidia,(tegra\d{2,4})/);
  return chip === undefined ? undefined : { vendor: 'nvidia', kind: 'integrated', name: `NVIDIA ${chip}` };
}
