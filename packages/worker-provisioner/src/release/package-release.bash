# What a release is packaged by: _files are its files, the first with the program in it; _program is its name.
# shellcheck shell=bash disable=SC2034,SC2154

package() {
  if [[ $_unpacked == no ]]; then
    install -Dm755 -- "$srcdir/${_files[0]}" "$pkgdir/usr/bin/$_program"
    return
  fi

  # All of it in one folder: libraries lie where the program looks for them.
  local root="$pkgdir/usr/lib/$pkgname" entry name found
  mkdir -p "$root"
  shopt -s nullglob dotglob
  for entry in "$srcdir"/*; do
    for name in "${_files[@]}"; do
      [[ ${entry##*/} == "$name" ]] && continue 2
    done
    cp -a -- "$entry" "$root/"
  done

  found=$(find "$root" -type f -name "$_program" | sort | head -n 1)
  if [[ -z $found ]]; then
    echo "The release has no program called $_program." >&2
    return 1
  fi
  chmod 755 "$found"

  # What another file of the release brings: a program looks for libraries in its own folder.
  if ((${#_files[@]} > 1)); then
    find "$root" \( -name '*.so*' -o -name '*.dylib' \) ! -path "${found%/*}/*" |
      while IFS= read -r entry; do mv -- "$entry" "${found%/*}/"; done
  fi
}
