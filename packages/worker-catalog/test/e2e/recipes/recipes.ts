/** A recipe of the table, and what a user says to install it. */
export interface RecipeCase {
  /** The folder with its PKGBUILD. */
  readonly recipe: string;
  /** What the installed program prints for `--version`. */
  readonly prints: RegExp;
  /** The program, where the package holds several and none is called like it. */
  readonly program?: string;
  /** Of a split recipe, the packages to put together. */
  readonly packages?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const FOUND = /engine found/;

export const RECIPES: readonly RecipeCase[] = [
  { recipe: 'llama-cpp', program: 'llama-server', prints: /^llama-server 1, engine found/ },
  { recipe: 'llama-cpp-vulkan', program: 'llama-server', prints: FOUND },
  {
    recipe: 'llama-cpp-cuda',
    program: 'llama-server',
    env: { aur_llamacpp_build_universal: 'true' },
    prints: FOUND,
  },
  { recipe: 'llama-cpp-hip', program: 'llama-server', env: { AMDGPU_TARGETS: 'gfx1100' }, prints: FOUND },
  { recipe: 'llama-cpp-git', program: 'llama-server', prints: FOUND },
  { recipe: 'llama-cpp-bin', program: 'llama-server', prints: FOUND },
  { recipe: 'llama-cpp-bin-noavx', program: 'llama-server', prints: FOUND },
  { recipe: 'llama-cpp-vulkan-bin', program: 'llama-server', prints: FOUND },
  {
    recipe: 'ollama',
    packages: ['ollama', 'ollama-cuda'],
    prints: /^ollama 0\.4\.7 engine found \[libggml_cuda\.so\]/,
  },
  { recipe: 'ollama-bin', prints: FOUND },
  { recipe: 'ollama-cuda-bin', prints: FOUND },
  { recipe: 'koboldcpp', prints: FOUND },
  { recipe: 'koboldcpp-bin', prints: FOUND },
  { recipe: 'koboldcpp-hipblas', prints: FOUND },
  { recipe: 'whisper-cpp', prints: /^main 1, engine found/ },
  { recipe: 'whisper-cpp-cuda', program: 'whisper-server', env: { CUDAARCHS: '89' }, prints: FOUND },
  { recipe: 'stable-diffusion-cpp-vulkan-bin', program: 'sd-server', prints: FOUND },
  { recipe: 'stable-diffusion-cpp-git', prints: FOUND },
  { recipe: 'stable-diffusion-cpp-cublas-git', env: { NVCC_CCBIN: 'gcc-12' }, prints: FOUND },
  { recipe: 'local-ai', prints: FOUND },
  { recipe: 'python-vllm', prints: /^vllm 1, engine found/ },
  { recipe: 'piper-tts', prints: /^piper 1, engine found/ },
  { recipe: 'piper-tts-bin', prints: FOUND },
  { recipe: 'lmstudio', prints: /^lm-studio 1, engine found/ },
  { recipe: 'comfyui', prints: /^comfyui 1, engine found/ },
  { recipe: 'comfyui-system', prints: /^comfyui 1, engine found/ },
  { recipe: 'open-webui-desktop-bin', prints: /^open-webui 1, engine found/ },
  { recipe: 'llamafile-bin', prints: /^llamafile 1, engine found/ },
  { recipe: 'tabbyml-bin', prints: /^tabby 1, engine found/ },
  { recipe: 'mistral-rs-git', prints: FOUND },
  { recipe: 'llm-worker-rbee-bin', prints: FOUND },
  { recipe: 'llm-worker-rbee-git', env: { RBEE_FEATURES: 'cuda' }, prints: /engine found, cuda/ },
];
