/** Sources of programs that say their name and that all they need was found, in the shape of the real ones. */
export type Files = Readonly<Record<string, string>>;

const MAIN_C = `#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
const char *engine(void);
int main(int argc, char **argv) {
#ifdef PLUGIN
  char path[4096];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 64);
  if (length < 0) return 1;
  path[length] = 0;
  strcpy(strrchr(path, '/') + 1, PLUGIN);
  if (dlopen(path, RTLD_NOW) == NULL) {
    fprintf(stderr, "no backend: %s\\n", dlerror());
    return 1;
  }
#endif
  if (argc < 2 || strcmp(argv[1], "--version") != 0) return 2;
  printf("%s 1, %s\\n", NAME, engine());
  return 0;
}
`;

const ENGINE_C = 'const char *engine(void) { return "engine found"; }\n';

export const C_SOURCES: Files = {
  'main.c': MAIN_C,
  'engine.c': ENGINE_C,
  'backend.c': 'int backend;\n',
  LICENSE: 'MIT\n',
  'README.md': 'A stand-in.\n',
};

/** A CMake project with a library, programs, and, with GGML_BACKEND_DL, a plugin beside them. */
export function cmakeProject(library: string, ...programs: string[]): Files {
  return {
    ...C_SOURCES,
    'CMakeLists.txt': `cmake_minimum_required(VERSION 3.16)
project(stand-in C)
include(GNUInstallDirs)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "\${CMAKE_BINARY_DIR}/bin")
add_library(engine engine.c)
set_target_properties(engine PROPERTIES OUTPUT_NAME ${library} POSITION_INDEPENDENT_CODE ON)
install(TARGETS engine)
foreach(program ${programs.join(' ')})
  add_executable(\${program} main.c)
  target_compile_definitions(\${program} PRIVATE NAME="\${program}")
  if(GGML_BACKEND_DL)
    target_compile_definitions(\${program} PRIVATE PLUGIN="libggml-cpu.so")
  endif()
  target_link_libraries(\${program} engine \${CMAKE_DL_LIBS})
  install(TARGETS \${program})
endforeach()
if(GGML_BACKEND_DL)
  add_library(ggml-cpu MODULE backend.c)
  install(TARGETS ggml-cpu LIBRARY DESTINATION \${CMAKE_INSTALL_BINDIR})
endif()
`,
  };
}

/** A script that says its name. */
export function script(name: string): string {
  return `#!/bin/sh\n[ "$1" = --version ] && echo "${name} 1, engine found"\n`;
}

/** A Python program beside the data that it reads. */
export function pythonProgram(name: string): Files {
  return {
    [`${name}*`]: `#!/usr/bin/env python3
import os, sys
data = os.path.join(os.path.dirname(os.path.realpath(__file__)), "data.txt")
print("%s 1, %s" % ("${name}", open(data).read().strip()) if "--version" in sys.argv else "")
`,
    'data.txt': 'engine found\n',
  };
}

/** A Python package whose wheel is made and installed by the modules beside it, as \`build\` and \`installer\` would. */
export function pythonPackage(name: string, program: string): Files {
  return {
    'pyproject.toml': '[build-system]\nrequires = ["cmake", "ninja", "setuptools"]\n',
    [`${name}/__init__.py`]: `def main():\n    print("${program} 1, engine found")\n`,
    'build/__main__.py': `import os, zipfile
os.makedirs("dist", exist_ok=True)
with zipfile.ZipFile("dist/${name}-1-py3-none-any.whl", "w") as wheel:
    wheel.write("${name}/__init__.py")
`,
    'installer/__main__.py': `import os, sys, sysconfig, zipfile
root = sys.argv[1].split("=", 1)[1]
site = root + "/usr/lib/python%d.%d/site-packages" % sys.version_info[:2]
zipfile.ZipFile(sys.argv[2]).extractall(site)
os.makedirs(root + "/usr/bin", exist_ok=True)
path = root + "/usr/bin/${program}"
with open(path, "w") as file:
    file.write("#!/usr/bin/python3\\nimport sys\\nsys.path.insert(0, %r)\\nfrom ${name} import main\\nsys.exit(main())\\n" % site[len(root):])
os.chmod(path, 0o755)
`,
  };
}

/** A crate without dependencies, in a workspace of its own or below another folder. */
export function crate(name: string, folder = ''): Files {
  const place = folder === '' ? '' : `${folder}/`;
  return {
    'Cargo.toml': `[workspace]\nresolver = "2"\nmembers = ["${folder === '' ? name : folder}"]\n`,
    [`${place === '' ? `${name}/` : place}Cargo.toml`]: `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n\n[features]\ncpu = []\ncuda = []\n`,
    [`${place === '' ? `${name}/` : place}src/main.rs`]: `fn main() {
    let features = if cfg!(feature = "cuda") { "cuda" } else { "cpu" };
    println!("${name} 1, engine found, {features}");
}
`,
    'Cargo.lock': `version = 3\n\n[[package]]\nname = "${name}"\nversion = "0.1.0"\n`,
    LICENSE: 'MIT\n',
  };
}
