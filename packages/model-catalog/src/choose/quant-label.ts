const LABEL =
  /(?:UD-)?(?:IQ[1-4]_(?:XXS|XS|S|M|NL)|TQ[12]_0|MXFP4(?:_MOE)?|Q[1-8]_K_(?:XXL|XL|L|M|S|XS)|Q[1-8]_K|Q[1-8]_[01]|BF16|F16|F32|FP16|FP32)/g;

/** The quantization that a file's name says, such as `Q4_K_M` or `UD-Q4_K_XL`: the last one in it. */
export function quantLabel(name: string): string | undefined {
  const base = name.slice(name.lastIndexOf('/') + 1).toUpperCase();
  // Not within a longer word, as in `GPTQ4_0`.
  const found = [...base.matchAll(LABEL)].filter(({ index, 0: label }) => {
    const [before, after] = [base.charAt(index - 1), base.charAt(index + label.length)];
    return !/[A-Z0-9]/.test(before) && !/[A-Z0-9_]/.test(after);
  });
  return found.at(-1)?.[0] ?? folderLabel(name);
}

/** Some repositories have a folder for each quantization. */
function folderLabel(name: string): string | undefined {
  const folder = name.split('/').slice(0, -1).at(-1);
  return folder === undefined ? undefined : quantLabel(folder);
}

/** About how many bits a weight has, to find the next best one. */
export function bitsOf(label: string): number {
  const digits = /(?:Q|F|FP|BF|FP)(\d+)/.exec(label)?.[1];
  return digits === undefined ? 0 : Number(digits);
}
