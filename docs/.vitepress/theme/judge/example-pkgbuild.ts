/** What stands in the field at first: a recipe with something to say about. */
export const EXAMPLE_PKGBUILD = `pkgname=hello-worker-cpu
pkgver=1.2.0
pkgrel=1
pkgdesc="Says hello over HTTP"
arch=(x86_64 aarch64)
url="https://example.org/hello"
license=(MIT)
depends=(glibc)
makedepends=(cmake)
_tag="v\${pkgver%.*}"
source=("git+https://example.org/hello.git#branch=main"
        "http://example.org/hello-$pkgver.patch")
sha256sums=(SKIP SKIP)

build() {
  cmake -S hello -B build
  cmake --build build
}

package() {
  install -Dm755 build/hello "$pkgdir/usr/bin/$pkgname"
}
`;
