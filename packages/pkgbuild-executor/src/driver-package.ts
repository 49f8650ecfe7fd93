/**
 * The part of the driver that runs one package function and what makepkg does after it: tidying by the options,
 * looking for what does not belong into a package, and telling the metadata as the function has left it.
 *
 * A fact has three fields: `scalar` | `list`, variable, value; `problem`, `error` | `warning`, sentence; `owner`,
 * `uid gid user group mode`, path.
 */
export const PACKAGE_DRIVER = String.raw`
__rbee_overrides=(pkgdesc arch url license groups depends optdepends provides conflicts replaces backup options
  install changelog)

# Function, working directory, package, pkgdir. The variables a package may override are its own; all others
# stay for the packages after it, as makepkg has it.
__rbee_package() {
  local __rbee_name
  __rbee_saved_pkgdir=$pkgdir
  for __rbee_name in "${'$'}{__rbee_overrides[@]}"; do __rbee_save "$__rbee_name"; done
  pkgname=$3
  pkgdir=$4
  __rbee_call "$1" "$2"
}

# Pkgdir. What comes after the package's function, once it is sure that its folder is still its folder.
__rbee_finish_package() {
  local __rbee_name
  pkgdir=$1
  ( IFS=$' \t\n'; shopt -s nullglob; set +efu; builtin cd -P -- "$pkgdir" && __rbee_tidy ) 3>&- 4>&-
  __rbee_lint
  for __rbee_name in provides conflicts depends replaces optdepends makedepends checkdepends; do
    __rbee_merge_architecture "$__rbee_name"
  done
  __rbee_tell_metadata
  __rbee_tell_owners
  pkgdir=$__rbee_saved_pkgdir
  for __rbee_name in "${'$'}{__rbee_overrides[@]}"; do __rbee_restore "$__rbee_name"; done
  __rbee_status=0
}

__rbee_save() {
  local -n __rbee_from=$1 __rbee_to=__rbee_saved_$1
  __rbee_to=("${'$'}{__rbee_from[@]}")
}

__rbee_restore() {
  local -n __rbee_to=$1 __rbee_from=__rbee_saved_$1
  unset -v __rbee_to
  if [[ -n ${'$'}{__rbee_from[0]-} ]]; then __rbee_to=("${'$'}{__rbee_from[@]}"); fi
}

__rbee_tell_metadata() {
  local __rbee_name __rbee_value
  for __rbee_name in pkgname pkgbase pkgver pkgrel epoch pkgdesc url install changelog; do
    __rbee_facts+=(scalar "$__rbee_name" "${'$'}{!__rbee_name-}")
  done
  for __rbee_name in arch license groups depends optdepends provides conflicts replaces backup options \
    makedepends checkdepends xdata; do
    local -n __rbee_values=$__rbee_name
    for __rbee_value in "${'$'}{__rbee_values[@]}"; do __rbee_facts+=(list "$__rbee_name" "$__rbee_value"); done
    unset -n __rbee_values
  done
}

# Below fakeroot a file may belong to somebody else than root, or not be readable or writable: only this process
# knows.
__rbee_tell_owners() {
  [[ -n ${'$'}{FAKEROOTKEY-} ]] || return 0
  local __rbee_who __rbee_path
  while IFS= builtin read -r -d '' __rbee_who && IFS= builtin read -r -d '' __rbee_path; do
    __rbee_facts+=(owner "$__rbee_who" "$__rbee_path")
  done < <(
    command find "$pkgdir" -mindepth 1 \
      '(' ! -uid 0 -o ! -gid 0 -o -type f ! -perm -600 -o -type d ! -perm -700 ')' \
      -printf '%U %G %u %g %m\0%P\0' 3>&- 4>&-
  )
}

__rbee_problem() {
  __rbee_facts+=(problem "$1" "$2")
  if [[ $1 == error ]]; then error %s "$2"; else warning %s "$2"; fi
}

__rbee_lint() {
  local __rbee_file
  while IFS= builtin read -r -d '' __rbee_file; do
    case ${'$'}{__rbee_file#"$pkgdir/"} in
      .*) [[ ${'$'}{__rbee_file#"$pkgdir/"} == */* ]] ||
        __rbee_problem error "Dot file in the package's root: ${'$'}{__rbee_file##*/}" ;;
    esac
    [[ $__rbee_file != *$'\n'* ]] ||
      __rbee_problem error "Newline in a path: $(builtin printf %q "${'$'}{__rbee_file#"$pkgdir/"}")"
  done < <(command find "$pkgdir" '(' -name '.*' -o -name $'*\n*' ')' -print0 3>&- 4>&-)
  for __rbee_file in "${'$'}{backup[@]}"; do
    [[ -e $pkgdir/$__rbee_file ]] ||
      __rbee_problem warning "backup names a file that is not in the package: $__rbee_file"
  done
  if __rbee_refers -e "$srcdir" -e "$pkgdir"; then
    for __rbee_file in srcdir pkgdir; do
      ! __rbee_refers -e "${'$'}{!__rbee_file}" ||
        __rbee_problem warning "The package contains a reference to \$$__rbee_file"
    done
  fi
}

# Whether a file of the package contains one of the strings. Asked for both folders at once first: to read a large
# package takes as long as to copy it.
__rbee_refers() {
  command grep -r -q -F "$@" -- "$pkgdir" 3>&- 4>&- 2>/dev/null
}

__rbee_tidy() {
  if [[ $__rbee_tidying == no ]]; then return 0; fi
  local __rbee_matches=()
  if __rbee_option docs n; then
    __rbee_match "${'$'}{DOC_DIRS[@]}"
    command rm -rf -- "${'$'}{__rbee_matches[@]}"
  fi
  if __rbee_option libtool n; then command find . ! -type d -name '*.la' -exec rm -f -- {} +; fi
  if __rbee_option staticlibs n; then __rbee_remove_static_libraries; fi
  if __rbee_option purge y; then __rbee_purge; fi
  if __rbee_option emptydirs n; then command find . -mindepth 1 -depth -type d -empty -delete; fi
  if __rbee_option strip y; then __rbee_strip; fi
  if __rbee_option zipman y; then __rbee_compress_manuals; fi
}

# What is matched by some patterns and reached without a link: behind a link is what is not the package's own.
__rbee_match() {
  local pattern path way
  __rbee_matches=()
  for pattern; do
    for path in $pattern; do
      case /$path/ in
        //* | */../*) continue ;;
      esac
      way=$path
      while [[ $way == */* ]]; do
        way=${'$'}{way%/*}
        [[ ! -h $way ]] || continue 2
      done
      __rbee_matches+=("$path")
    done
  done
}

__rbee_remove_static_libraries() {
  local library
  while IFS= builtin read -r -d '' library; do
    if [[ -f ${'$'}{library%.a}.so || -h ${'$'}{library%.a}.so ]]; then command rm -f -- "$library"; fi
  done < <(command find . ! -type d -name '*.a' -print0)
}

__rbee_purge() {
  local target names=()
  for target in "${'$'}{PURGE_TARGETS[@]}"; do
    if [[ $target == */* ]]; then
      __rbee_match "$target"
      command rm -f -- "${'$'}{__rbee_matches[@]}"
    else
      names+=(${'$'}{names:+-o} -name "$target")
    fi
  done
  (( ${'$'}{#names[@]} == 0 )) || command find . ! -type d '(' "${'$'}{names[@]}" ')' -exec rm -f -- {} +
}

# A file is looked at by readelf only if it begins like one that can be stripped.
__rbee_strip() {
  local file magic header
  if ! command -v strip >/dev/null || ! command -v readelf >/dev/null; then
    warning 'strip and readelf are not there, so nothing was stripped'
    return 0
  fi
  while IFS= builtin read -r -d '' file; do
    magic=
    LC_ALL=C builtin read -r -N 4 magic < "$file" 2>/dev/null
    [[ $magic == $'\x7fELF' || $magic == '!<ar' ]] || continue
    header=$(LC_ALL=C command readelf -h -l -- "$file" 2>/dev/null)
    case $header in
      *'Type:'*'REL ('*)
        case $file in
          *.ko) command strip ${'$'}{STRIP_SHARED-} -- "$file" ;;
          *.a | *.o) command strip ${'$'}{STRIP_STATIC-} -R '.gnu.lto_*' -R '.gnu.debuglto_*' -N __gnu_lto_v1 -- "$file" ;;
        esac ;;
      *'Type:'*'DYN ('*) command strip ${'$'}{STRIP_SHARED-} -- "$file" ;;
      *'Type:'*'EXEC ('*DYNAMIC*) command strip ${'$'}{STRIP_BINARIES-} -- "$file" ;;
      *'Type:'*'EXEC ('*) command strip ${'$'}{STRIP_STATIC-} -- "$file" ;;
    esac
  done < <(command find . -type f -perm -u+w -size +0c -print0)
}

# Links follow what they point to: a link in the same folder by its name, another by its path from the root.
__rbee_compress_manuals() {
  local page link
  __rbee_match "${'$'}{MAN_DIRS[@]}"
  (( ${'$'}{#__rbee_matches[@]} )) || return 0
  local folders=("${'$'}{__rbee_matches[@]}")
  while IFS= builtin read -r -d '' page; do
    [[ -f $page ]] || continue
    while IFS= builtin read -r -d '' link; do
      [[ $link -ef $page ]] || continue
      command rm -f -- "$link" "$link.gz"
      if [[ ${'$'}{page%/*} == "${'$'}{link%/*}" ]]; then
        command ln -s -- "${'$'}{page##*/}.gz" "$link.gz"
      else
        command ln -s -- "/$page.gz" "$link.gz"
      fi
    done < <(command find "${'$'}{folders[@]}" -type l -print0 2>/dev/null)
    local twins=()
    while IFS= builtin read -r -d '' link; do
      [[ $link == "$page" ]] || twins+=("$link")
    done < <(command find "${'$'}{folders[@]}" -type f -samefile "$page" -print0 2>/dev/null)
    (( ${'$'}{#twins[@]} == 0 )) || command rm -f -- "${'$'}{twins[@]}"
    command gzip -9 -n -f -- "$page"
    for link in "${'$'}{twins[@]}"; do command ln -f -- "$page.gz" "$link.gz"; done
  done < <(command find "${'$'}{folders[@]}" -type f ! -name '*.gz' ! -name '*.bz2' -print0 2>/dev/null)
}
`;
