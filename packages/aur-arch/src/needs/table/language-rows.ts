/** Languages with their package managers, and code generators. */
export const LANGUAGE_ROWS = `
rust             | command:rustc command:cargo  |                                       | rustc cargo                              | rust cargo                               | rust cargo                   | rust
cargo            | command:cargo                |                                       | cargo                                    | cargo                                    | cargo                        | rust
rustup           | command:rustup               |                                       | rustup                                   | rustup                                   | rustup                       | rustup
rust-bindgen     | command:bindgen              |                                       | bindgen                                  | bindgen-cli                              | rust-bindgen                 | bindgen
cbindgen         | command:cbindgen             |                                       | cbindgen                                 | cbindgen                                 | cbindgen                     | cbindgen
cargo-auditable  | command:cargo-auditable      |                                       | cargo-auditable                          |                                          | cargo-auditable              |
maturin          | command:maturin              |                                       |                                          | maturin                                  | py3-maturin                  | maturin
go               | command:go                   |                                       | golang-go                                | golang                                   | go                           | go
zig              | command:zig                  |                                       |                                          | zig                                      | zig                          | zig
nodejs           | command:node,command:nodejs  |                                       | nodejs                                   | nodejs                                   | nodejs                       | node
nodejs-lts-jod   | command:node,command:nodejs  |                                       | nodejs                                   | nodejs                                   | nodejs                       | node@22
npm              | command:npm                  |                                       | npm                                      | nodejs-npm                               | npm                          | node
yarn             | command:yarn,command:yarnpkg |                                       | yarnpkg                                  | yarnpkg                                  | yarn                         | yarn
pnpm             | command:pnpm                 |                                       |                                          | pnpm                                     | pnpm                         | pnpm
bun              | command:bun                  |                                       |                                          |                                          |                              |
deno             | command:deno                 |                                       |                                          |                                          | deno                         | deno
typescript       | command:tsc                  |                                       | node-typescript                          | typescript                               |                              | typescript
esbuild          | command:esbuild              |                                       | esbuild                                  |                                          | esbuild                      | esbuild
ruby             | command:ruby                 |                                       | ruby                                     | ruby                                     | ruby                         | -
jdk-openjdk      | command:javac                |                                       | default-jdk                              | java-latest-openjdk-devel                | openjdk21                    | openjdk
jre-openjdk      | command:java                 |                                       | default-jre                              | java-latest-openjdk                      | openjdk21-jre                | openjdk
java-runtime     | command:java                 |                                       | default-jre                              | java-latest-openjdk                      | openjdk21-jre                | openjdk
java-environment | command:javac                |                                       | default-jdk                              | java-latest-openjdk-devel                | openjdk21                    | openjdk
dotnet-runtime   | command:dotnet               |                                       |                                          | dotnet-runtime-9.0                       | dotnet9-runtime              | dotnet
dotnet-sdk       | command:dotnet               |                                       |                                          | dotnet-sdk-9.0                           | dotnet9-sdk                  | dotnet
lua              | command:lua                  |                                       | lua5.4                                   | lua                                      | lua5.4                       | lua
luajit           | command:luajit               |                                       | luajit                                   | luajit                                   | luajit                       | luajit
swift-bin        | command:swift                |                                       |                                          | swift-lang                               |                              | -
protobuf         | command:protoc               | command:protoc module:protobuf        | protobuf-compiler / protobuf-compiler libprotobuf-dev | protobuf-compiler / protobuf-compiler protobuf-devel | protoc / protoc protobuf-dev | protobuf
grpc             | library:libgrpc++.so         | module:grpc++ command:grpc_cpp_plugin | libgrpc++-dev protobuf-compiler-grpc     | grpc-cpp / grpc-devel grpc-plugins       | grpc-cpp / grpc-dev          | grpc
flatbuffers      | command:flatc                |                                       | flatbuffers-compiler                     | flatbuffers-compiler                     | flatc                        | flatbuffers
capnproto        | command:capnp                |                                       | capnproto                                | capnproto                                | capnproto                    | capnp
`;
