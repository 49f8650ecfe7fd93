import type { Pkgbuild } from '@rbee/pkgbuild-parser';

/** Libraries that choose their instructions by whether the build is for this machine. */
const GGML = /\bggml|\bGGML_|llama\.cpp|whisper\.cpp|stable-diffusion\.cpp/i;

/** What a build for this machine's processor alone gains, in one sentence; `undefined` where nothing is known. */
export function nativeNote(
  { functions, scalars }: Pick<Pkgbuild, 'functions' | 'scalars'>,
  isNative: boolean,
): string | undefined {
  if (isNative || !functions.has('build')) return undefined;
  const text = [scalars.get('url') ?? '', ...[...functions.values()].map((each) => each.text)].join('\n');
  if (!GGML.test(text)) return undefined;
  return "A native build uses all instructions of this machine's processor and is often much faster; it may not start on another machine.";
}
