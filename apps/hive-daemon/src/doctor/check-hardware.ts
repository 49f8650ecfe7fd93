import type { HardwareSnapshot } from '@rbee/worker-catalog';
import type { Finding } from '../api/resources.js';
import type { CheckContext } from './check-context.js';

const GIBIBYTE = 1024 ** 3;

/** What workers can compute with. */
export async function checkHardware({ catalog, signal }: CheckContext): Promise<Finding[]> {
  const hardware = await catalog.hardware({ signal });
  const message = `This machine is ${describe(hardware)}.`;
  const unused = gpuWithoutDriver(hardware);
  if (unused === undefined) return [{ check: 'hardware', verdict: 'ok', message }];
  return [
    {
      check: 'hardware',
      verdict: 'warning',
      message: `${message} No worker can use its ${unused}: its driver does not respond${wordsOf(hardware)}.`,
      hint: 'Install or repair its driver; then look again.',
    },
  ];
}

function describe({ os, architecture, cpuModel, memoryBytes, gpus, ...snapshot }: HardwareSnapshot): string {
  const memory = memoryBytes && `${Math.round(memoryBytes.value / GIBIBYTE)} GiB of memory`;
  const devices = [
    ...(snapshot.cuda.devices?.value ?? []),
    ...(snapshot.rocm.devices?.value ?? []),
    ...(snapshot.metal.devices?.value ?? []),
  ].map(({ name }) => name);
  const named = (gpus?.value ?? []).flatMap(
    ({ vendor, name, sign }) => name ?? (sign ? `${vendor} GPU` : []),
  );
  const graphics = new Set(devices.length > 0 ? devices : named);
  const machine = `${os.value} on ${architecture.value}`;
  return [machine, cpuModel?.value, memory, ...(graphics.size > 0 ? graphics : ['no GPU'])]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** What the vendors' tools said that failed. */
function wordsOf({ failures }: HardwareSnapshot): string {
  const said = failures.filter(
    ({ code, source }) => code !== 'NOT_FOUND' && /nvidia-smi --query|rocminfo$/.test(source),
  );
  return said.length === 0 ? '' : ` (${said.map(({ reason }) => reason.replace(/\.$/, '')).join('; ')})`;
}

/** A discrete GPU of NVIDIA or AMD that neither CUDA nor ROCm sees. */
function gpuWithoutDriver({ gpus, cuda, rocm }: HardwareSnapshot): string | undefined {
  const discrete = (gpus?.value ?? []).filter(({ kind, sign }) => kind === 'discrete' || sign !== undefined);
  const unseen = discrete.find(
    ({ vendor }) =>
      (vendor === 'nvidia' && !cuda.devices?.value.length) ||
      (vendor === 'amd' && !rocm.devices?.value.length),
  );
  return unseen && (unseen.name ?? `${unseen.vendor} GPU`);
}
