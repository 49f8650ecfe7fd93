import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { makeRepository, pack, type SiteContent, writeFiles } from './source-site.js';
import {
  C_SOURCES,
  cmakeProject,
  crate,
  type Files,
  pythonPackage,
  pythonProgram,
  script,
} from './stand-ins.js';

/** All sources that the recipes name; `work` is a folder to make them in. */
export async function makeSiteContent(work: string): Promise<SiteContent> {
  const repositories = path.join(work, 'git');
  await makeRepositories(repositories);
  return {
    files: { ...(await archivesOfSources(work)), ...(await releases(work)), ...singleFiles() },
    repositories,
  };
}

const LLAMA = cmakeProject('llama', 'llama-cli', 'llama-server');
const MAKEFILE = 'all:\n\tcc -shared -fPIC -o koboldcpp_default.so engine.c\n';

async function archivesOfSources(work: string): Promise<Record<string, Buffer>> {
  const sources: Record<string, readonly [root: string, files: Files]> = {
    'llama.cpp/archive/refs/tags/b8121.tar.gz': ['llama.cpp-b8121', LLAMA],
    'koboldcpp/archive/refs/tags/v1.51.1.tar.gz': [
      'koboldcpp-1.51.1',
      { ...C_SOURCES, ...pythonProgram('koboldcpp.py'), Makefile: MAKEFILE },
    ],
    'koboldcpp-rocm/archive/refs/tags/v1.76.yr1-ROCm.tar.gz': [
      'koboldcpp-rocm-1.76.yr1-ROCm',
      { ...C_SOURCES, 'koboldcpp.py*': koboldWithLibrary(), Makefile: MAKEFILE },
    ],
    'whisper.cpp/archive/v1.5.0.tar.gz': ['whisper.cpp-1.5.0', cmakeProject('whisper', 'main', 'server')],
    'whisper.cpp/archive/v1.7.4.tar.gz': [
      'whisper.cpp-1.7.4',
      cmakeProject('whisper', 'whisper-cli', 'whisper-server'),
    ],
    'LocalAI/archive/refs/tags/v2.6.0.tar.gz': [
      'LocalAI-2.6.0',
      {
        ...C_SOURCES,
        Makefile:
          'get-sources:\n\tcp engine.c fetched.c\nbuild:\n\tcc -DNAME=\'"local-ai"\' -o local-ai main.c fetched.c -ldl\n',
      },
    ],
    'ComfyUI/archive/refs/tags/v0.21.1.tar.gz': ['ComfyUI-0.21.1', pythonProgramAs('main.py', 'comfyui')],
    'ComfyUI/archive/refs/tags/v0.27.0.tar.gz': ['ComfyUI-0.27.0', pythonProgramAs('main.py', 'comfyui')],
  };
  const archives: Record<string, Buffer> = {};
  for (const [name, [root, files]] of Object.entries(sources)) {
    const folder = path.join(work, 'sources', name);
    await writeFiles(path.join(folder, root), files);
    archives[name] = await packed(folder, path.join(work, 'archives', name));
  }
  return archives;
}

function pythonProgramAs(file: string, name: string): Files {
  const { [`${name}*`]: program = '', ...data } = pythonProgram(name);
  return { [file]: program, ...data };
}

/** It loads the library that lies beside it. */
function koboldWithLibrary(): string {
  return `#!/usr/bin/env python3
import ctypes, os, sys
here = os.path.dirname(os.path.realpath(__file__))
engine = ctypes.CDLL(os.path.join(here, "koboldcpp_default.so")).engine
engine.restype = ctypes.c_char_p
print("koboldcpp 1, " + engine().decode() if "--version" in sys.argv else "")
`;
}

async function releases(work: string): Promise<Record<string, Buffer>> {
  const compiled = path.join(work, 'compiled');
  await writeFiles(compiled, C_SOURCES);
  const cc = (...args: string[]) => execFileSync('cc', args, { cwd: compiled });
  cc('-shared', '-fPIC', '-o', 'libllama.so', 'engine.c');
  cc('-shared', '-fPIC', '-o', 'libggml-cpu.so', 'backend.c');
  const program = (name: string, ...more: string[]) =>
    cc(`-DNAME="${name}"`, '-o', name, 'main.c', '-L.', '-lllama', '-ldl', ...more);
  for (const name of ['llama-server', 'llama-cli', 'rpc-server']) program(name);
  for (const name of ['sd-cli', 'sd-server', 'piper'])
    program(name, '-Wl,-rpath,$ORIGIN', '-DPLUGIN="libggml-cpu.so"');
  program('ollama', '-Wl,-rpath,$ORIGIN/../lib/ollama', '-DPLUGIN="../lib/ollama/libggml-cpu.so"');
  const release = async (
    name: string,
    places: Readonly<Record<string, readonly string[]>>,
    files: Files = {},
  ) => {
    const folder = path.join(work, 'releases', name);
    await writeFiles(folder, files);
    for (const [place, names] of Object.entries(places)) {
      await mkdir(path.join(folder, place), { recursive: true });
      for (const each of names) await copyFile(path.join(compiled, each), path.join(folder, place, each));
    }
    return [name, await packed(folder, path.join(work, 'archives', name))] as const;
  };
  const programs = ['llama-server', 'llama-cli'];
  return Object.fromEntries([
    await release('llama.cpp/releases/download/b7195/llama-b7195-bin-ubuntu-x64.zip', {
      'build/bin': [...programs, 'rpc-server', 'libllama.so', 'LICENSE'],
    }),
    await release('llama.cpp/releases/download/b8870/llama-b8870-bin-ubuntu-vulkan-x64.tar.gz', {
      'llama-b8870': [...programs, 'libllama.so'],
    }),
    await release('old-cpus/releases/download/v7825/llama-noavx.tar.gz', {
      '.': programs,
      libs: ['libllama.so'],
    }),
    await release(
      'stable-diffusion.cpp/releases/download/master-929-3f8527a/sd-master-3f8527a-vulkan.zip',
      {
        '.': ['sd-cli', 'sd-server', 'libllama.so', 'libggml-cpu.so'],
      },
      { 'libggml-vulkan.so': '' },
    ),
    await release('piper/releases/download/2023.11.14-2/piper_linux_x86_64.tar.gz', {
      piper: ['piper', 'libllama.so', 'libggml-cpu.so'],
    }),
    await release('piper/releases/download/2023.11.14-2/piper_linux_aarch64.tar.gz', {
      piper: ['piper', 'libllama.so', 'libggml-cpu.so'],
    }),
    await release('ollama/releases/download/v0.5.7/ollama-linux-amd64.tgz', {
      bin: ['ollama'],
      'lib/ollama': ['libllama.so', 'libggml-cpu.so'],
    }),
    await release(
      'llamafile/releases/download/0.10.5/llamafile-0.10.5.zip',
      {},
      {
        ...Object.fromEntries(
          ['llamafile', 'whisperfile', 'diffusionfile', 'zipalign'].map((name) => [
            `llamafile-0.10.5/bin/${name}*`,
            script(name),
          ]),
        ),
      },
    ),
    await release(
      'tabby/releases/download/v0.32.0/tabby_x86_64-manylinux_2_28.tar.gz',
      {},
      {
        'tabby_x86_64-manylinux_2_28/tabby*':
          '#!/bin/sh\ncommand -v llama-server > /dev/null && echo "tabby 1, engine found"\n',
        'tabby_x86_64-manylinux_2_28/llama-server*': script('llama-server'),
      },
    ),
    await release(
      'rbee/releases/download/v0.1.0/llm-worker-rbee-linux-x86_64-cpu-0.1.0.tar.gz',
      {},
      {
        'llm-worker-rbee*': script('llm-worker-rbee'),
      },
    ),
    await debianPackage(work),
  ]);
}

/** An archive of archives, with a name that has a blank in it, as Electron's have. */
async function debianPackage(work: string): Promise<readonly [string, Buffer]> {
  const name = 'open-webui/releases/download/v0.0.20/open-webui_amd64.deb';
  const folder = path.join(work, 'deb');
  await writeFiles(path.join(folder, 'data'), {
    'opt/Open WebUI/open-webui*':
      '#!/bin/sh\n[ -x "$(dirname "$0")/chrome-sandbox" ] && echo "open-webui 1, engine found"\n',
    'opt/Open WebUI/chrome-sandbox*': script('chrome-sandbox'),
  });
  await writeFiles(folder, { 'debian-binary': '2.0\n' });
  pack(path.join(folder, 'data'), path.join(folder, 'data.tar.xz'));
  execFileSync('ar', ['rc', 'open-webui.deb', 'debian-binary', 'data.tar.xz'], { cwd: folder });
  return [name, await readFile(path.join(folder, 'open-webui.deb'))];
}

async function packed(folder: string, archive: string): Promise<Buffer> {
  await mkdir(path.dirname(archive), { recursive: true });
  pack(folder, archive);
  return readFile(archive);
}

function singleFiles(): Record<string, string> {
  return {
    'llama.cpp/b7195/README.md': 'A stand-in.\n',
    'ollama/releases/download/v0.1.13/ollama-linux-amd64': script('ollama'),
    'ollama/main/LICENSE': 'MIT\n',
    'ollama/pull/7499.patch': PATCH,
    'koboldcpp/releases/download/v1.72/koboldcpp-linux-x64-cuda1210': script('koboldcpp'),
    'lmstudio/linux/x64/0.3.20-4/LM-Studio-0.3.20-4-x64.AppImage': APP_IMAGE,
  };
}

const PATCH = `--- a/README.md
+++ b/README.md
@@ -1 +1 @@
-A stand-in.
+A stand-in, patched.
`;

/** It unpacks itself as an AppImage does, into folders that only their owner may read. */
const APP_IMAGE = `#!/bin/sh
[ "$1" = --appimage-extract ] || exit 1
umask 077
mkdir -p squashfs-root/usr/share
echo icon > squashfs-root/usr/share/icon.png
printf '[Desktop Entry]\\nExec=AppRun\\n' > squashfs-root/lm-studio.desktop
printf '#!/bin/sh\\nexit 0\\n' > squashfs-root/chrome-sandbox
cat > squashfs-root/lm-studio <<'END'
#!/bin/bash
here="$(dirname "$(readlink -f "$0")")"
[ -e "$here/chrome-sandbox" ] && echo "lm-studio 1, engine found"
END
chmod 755 squashfs-root/lm-studio
`;

/** It looks for the backends of the other packages where they are installed: beside its own folder. */
const GO_MAIN = `package main

import (
	"fmt"
	"os"
	"path/filepath"
)

var Version = "none"

func main() {
	program, _ := os.Executable()
	program, _ = filepath.EvalSymlinks(program)
	backends, _ := filepath.Glob(filepath.Join(filepath.Dir(program), "../lib/ollama/*.so"))
	for index := range backends {
		backends[index] = filepath.Base(backends[index])
	}
	fmt.Println("ollama", Version, "engine found", backends)
}
`;

async function makeRepositories(root: string): Promise<void> {
  await makeRepository(root, 'kompute', { files: { 'README.md': 'kompute\n' } });
  await makeRepository(root, 'ggml', { files: { 'README.md': 'ggml\n' } });
  await makeRepository(root, 'sdcpp-webui', { files: { 'README.md': 'webui\n' } });
  await makeRepository(root, 'llama.cpp', {
    files: LLAMA,
    tag: ['b8121', 'b4467'],
    submodules: { kompute: 'kompute' },
  });
  await makeRepository(root, 'stable-diffusion.cpp', {
    files: cmakeProject('sd-engine', 'sd'),
    submodules: { ggml: 'ggml', 'examples/server/frontend': 'sdcpp-webui' },
  });
  await makeRepository(root, 'ollama', {
    files: {
      'main.go': GO_MAIN,
      'go.mod': 'module ollama\n\ngo 1.20\n',
      'backends/backend.c': C_SOURCES['backend.c'] ?? '',
      'README.md': 'A stand-in.\n',
    },
    tag: ['v0.4.7'],
  });
  await makeRepository(root, 'vllm', { files: pythonPackage('vllm', 'vllm'), tag: ['v0.10.0'] });
  await makeRepository(root, 'piper1-gpl', { files: pythonPackage('piper', 'piper'), tag: ['v1.4.2'] });
  await makeRepository(root, 'mistral.rs', { files: crate('mistralrs-server'), tag: ['v0.6.0'] });
  await makeRepository(root, 'rbee', {
    files: crate('llm-worker-rbee', 'bin/30_llm_worker_rbee'),
    tag: ['v0.1.0'],
  });
}
