import { parseShardName, shardNames } from '../gguf/shards.js';
import { formatOf, roleOf } from './file-kinds.js';
import { bitsOf, quantLabel } from './quant-label.js';

/** A file that could be chosen. */
export interface Candidate {
  /** Below the repository or folder, with `/`. */
  readonly name: string;
  readonly size: number | undefined;
}

/** One model among the files: one file, or all parts of a model that is split. */
export interface Offer<File extends Candidate> {
  /** Its quantization, else the file's name. */
  readonly label: string;
  readonly files: readonly File[];
}

/** What of the files was chosen. */
export type FileChoice<File extends Candidate> =
  | { readonly found: 'gguf'; readonly offer: Offer<File>; readonly projector: File | undefined }
  /** A whole folder of safetensors, with what belongs to them. */
  | { readonly found: 'safetensors'; readonly files: readonly File[] }
  | { readonly found: 'ggml'; readonly offer: Offer<File> }
  /** Nothing goes by that tag. */
  | { readonly found: 'no-such-file' }
  | { readonly found: 'no-weights' };

/** Quantizations that are taken without a wish, best first. */
const PREFERRED = ['Q4_K_M', 'Q8_0'];

/**
 * Chooses files as llama.cpp does: by tag, a quantization or a file's name; without one Q4_K_M, Q8_0, or the first. The
 * projector is the one in the nearest folder, then of about as many bits. Where there is no GGUF, all safetensors.
 */
export function chooseFiles<File extends Candidate>(
  files: readonly File[],
  tag: string | undefined,
): FileChoice<File> {
  const offers = offersOf(files);
  if (tag !== undefined) return chooseByTag(files, offers, tag);
  const ggufs = offers.filter(({ files: [first] }) => first !== undefined && formatOf(first.name) === 'gguf');
  const preferred = PREFERRED.flatMap((label) => ggufs.filter((offer) => offer.label === label))[0];
  const gguf = preferred ?? ggufs[0];
  if (gguf !== undefined) return { found: 'gguf', offer: gguf, projector: projectorFor(gguf, files) };
  const whole = safetensorsOf(files);
  if (whole.length > 0) return { found: 'safetensors', files: whole };
  const [ggml] = offers.filter(
    ({ files: [first] }) => first !== undefined && formatOf(first.name) === 'ggml',
  );
  return ggml === undefined ? { found: 'no-weights' } : { found: 'ggml', offer: ggml };
}

function chooseByTag<File extends Candidate>(
  files: readonly File[],
  offers: readonly Offer<File>[],
  tag: string,
): FileChoice<File> {
  const wanted = tag.toUpperCase();
  const byName = offers.find(({ files: own }) => own.some(({ name }) => name === tag));
  const byLabel = offers.find(({ label }) => label === wanted);
  // As llama.cpp: the tag, then a dash or a dot.
  const byText = offers.find(({ files: [first] }) => first && saysTag(first.name.toUpperCase(), wanted));
  const offer = byName ?? byLabel ?? byText;
  const format = offer?.files[0] === undefined ? undefined : formatOf(offer.files[0].name);
  if (offer === undefined || format === undefined) return { found: 'no-such-file' };
  if (format === 'gguf') return { found: 'gguf', offer, projector: projectorFor(offer, files) };
  return format === 'ggml' ? { found: 'ggml', offer } : { found: 'safetensors', files: safetensorsOf(files) };
}

function saysTag(name: string, tag: string): boolean {
  const at = name.indexOf(tag);
  return at !== -1 && /[-.]/.test(name.charAt(at + tag.length));
}

/** Every model among the files that can be had alone, those of many parts once, sorted by name. */
export function offersOf<File extends Candidate>(files: readonly File[]): Offer<File>[] {
  const byName = new Map(files.map((file) => [file.name, file]));
  return files
    .filter(({ name }) => roleOf(name) === 'weights' && (parseShardName(baseOf(name))?.number ?? 1) === 1)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((file) => {
      const folder = file.name.slice(0, file.name.length - baseOf(file.name).length);
      const parts = shardNames(baseOf(file.name)).map((name) => byName.get(folder + name));
      const whole = parts.filter((part) => part !== undefined);
      return {
        label: quantLabel(file.name) ?? file.name,
        files: whole,
        isWhole: whole.length === parts.length,
      };
    })
    .filter(({ isWhole }) => isWhole)
    .map(({ label, files: own }) => ({ label, files: own }));
}

function baseOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function projectorFor<File extends Candidate>(offer: Offer<File>, files: readonly File[]): File | undefined {
  const [model] = offer.files;
  if (model === undefined) return undefined;
  const wantedBits = bitsOf(offer.label);
  const distance = ({ name }: File) => Math.abs(bitsOf(quantLabel(name) ?? '') - wantedBits);
  return files
    .filter(({ name }) => roleOf(name) === 'projector' && isAbove(name, model.name))
    .sort(
      (a, b) => depthOf(b.name) - depthOf(a.name) || distance(a) - distance(b) || (a.name < b.name ? -1 : 1),
    )[0];
}

/** Whether a file's folder is the other's, or one that it is in. */
function isAbove(name: string, other: string): boolean {
  return other.startsWith(name.slice(0, name.length - baseOf(name).length));
}

function depthOf(name: string): number {
  return name.split('/').length;
}

/** Files of a repository that safetensors need: weights, configuration and tokenizer, of the top folder. */
function safetensorsOf<File extends Candidate>(files: readonly File[]): readonly File[] {
  const isPart = ({ name }: File) => formatOf(name) === 'safetensors' && !name.includes('/');
  if (!files.some(isPart)) return [];
  const belongs = (file: File) =>
    isPart(file) ||
    (!file.name.includes('/') &&
      (['config', 'tokenizer'].includes(roleOf(file.name)) || LICENCE.test(file.name)));
  return [...files.filter(isPart), ...files.filter((file) => belongs(file) && !isPart(file))];
}

const LICENCE = /^(?:licen[cs]e|notice|use_policy)/i;
