import type { Fact, Libc, MachineFacts } from '../types.js';
import { cpuFeaturesFrom } from './cpu-features.js';
import { bytesFrom, fact, find, KIB, nameFrom } from './facts.js';
import { memoryLimit } from './memory-limit.js';
import { probePciGpus } from './pci-gpus.js';
import type { Prober } from './prober.js';

/** Linux: everything from /proc, /sys and the C library's own script. */
export async function probeLinux(prober: Prober): Promise<Partial<MachineFacts>> {
  const [cpu, memory, libc, gpus] = await Promise.all([
    probeCpu(prober),
    probeMemory(prober),
    probeLibc(prober),
    probePciGpus(prober),
  ]);
  return { ...cpu, memoryBytes: memory, libc, gpus };
}

async function probeCpu(prober: Prober): Promise<Pick<MachineFacts, 'cpuModel' | 'cpuFeatures'>> {
  const cpuinfo = await prober.file('/proc/cpuinfo');
  if (!cpuinfo.ok) return {};
  const { text, source } = cpuinfo;
  // x86 writes `flags`, ARM `Features`; every processor repeats them, and the first is enough.
  const flags = find(text, /^(?:flags|Features)\s*:[ \t]*(.*)$/m);
  if (flags === undefined) prober.unreadable(source, 'line of CPU features');
  return {
    cpuModel: fact(nameFrom(find(text, /^(?:model name|Model)\s*:(.*)$/m)), source),
    cpuFeatures: fact(flags === undefined ? undefined : cpuFeaturesFrom(flags), source),
  };
}

async function probeMemory(prober: Prober): Promise<Fact<number> | undefined> {
  const meminfo = await prober.file('/proc/meminfo');
  if (!meminfo.ok) return undefined;
  const bytes = bytesFrom(find(meminfo.text, /^MemTotal:\s*(\d+) kB$/m), KIB);
  if (bytes === undefined) prober.unreadable(meminfo.source, 'MemTotal');
  const limit = await memoryLimit(prober);
  if (bytes === undefined || limit === undefined || limit.value >= bytes) return fact(bytes, meminfo.source);
  return limit;
}

/** glibc's `ldd` is a script with the version in it; musl's is its loader, which tells when run. */
async function probeLibc(prober: Prober): Promise<Fact<Libc> | undefined> {
  const script = await prober.file('/usr/bin/ldd');
  const fromScript = script.ok ? libcFrom(script.text) : undefined;
  if (script.ok && fromScript !== undefined) return fact(fromScript, script.source);
  const told = await prober.anyExit('ldd', '--version');
  if (!told.ok) return undefined;
  const libc = libcFrom(told.text);
  if (libc === undefined) prober.unreadable(told.source, 'name of a C library');
  return fact(libc, told.source);
}

function libcFrom(text: string): Libc | undefined {
  const glibc = find(text, /\bldd \([^\n]{1,200}\) (\d{1,3}\.\d{1,3})\b/);
  if (glibc !== undefined) return { name: 'glibc', version: glibc };
  const musl = find(text, /^musl libc[^\n]{0,100}\n+Version (\d{1,3}(?:\.\d{1,3}){1,2})/m);
  return musl === undefined ? undefined : { name: 'musl', version: musl };
}
