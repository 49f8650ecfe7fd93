# The driver's files share variables; all of them together are checked as one program.
# shellcheck shell=bash disable=SC2034,SC2154

__rbee_tidy() {
  if [[ $__rbee_tidying == no ]]; then return 0; fi
  local __rbee_matches=()
  if __rbee_option docs n; then
    __rbee_match "${DOC_DIRS[@]}"
    command rm -rf -- "${__rbee_matches[@]}"
  fi
  if __rbee_option libtool n; then command find . ! -type d -name '*.la' -exec rm -f -- {} +; fi
  if __rbee_option staticlibs n; then __rbee_remove_static_libraries; fi
  if __rbee_option purge y; then __rbee_purge; fi
  if __rbee_option emptydirs n; then command find . -mindepth 1 -depth -type d -empty -delete; fi
  if __rbee_option strip y; then __rbee_strip; fi
  if __rbee_option zipman y; then __rbee_compress_manuals; fi
}

# What is matched by some patterns and reached without a link: what is behind a link is not the package's own.
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
        way=${way%/*}
        [[ ! -h $way ]] || continue 2
      done
      __rbee_matches+=("$path")
    done
  done
}

__rbee_remove_static_libraries() {
  local library
  while IFS= builtin read -r -d '' library; do
    if [[ -f ${library%.a}.so || -h ${library%.a}.so ]]; then command rm -f -- "$library"; fi
  done < <(command find . ! -type d -name '*.a' -print0)
}

__rbee_purge() {
  local target names=()
  for target in "${PURGE_TARGETS[@]}"; do
    if [[ $target == */* ]]; then
      __rbee_match "$target"
      command rm -f -- "${__rbee_matches[@]}"
    else
      names+=(${names:+-o} -name "$target")
    fi
  done
  (( ${#names[@]} == 0 )) || command find . ! -type d '(' "${names[@]}" ')' -exec rm -f -- {} +
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
    # The options of strip are words.
    # shellcheck disable=SC2086
    case $header in
      *'Type:'*'REL ('*)
        case $file in
          *.ko) command strip ${STRIP_SHARED-} -- "$file" ;;
          *.a | *.o) command strip ${STRIP_STATIC-} -R '.gnu.lto_*' -R '.gnu.debuglto_*' -N __gnu_lto_v1 -- "$file" ;;
        esac ;;
      *'Type:'*'DYN ('*) command strip ${STRIP_SHARED-} -- "$file" ;;
      *'Type:'*'EXEC ('*DYNAMIC*) command strip ${STRIP_BINARIES-} -- "$file" ;;
      *'Type:'*'EXEC ('*) command strip ${STRIP_STATIC-} -- "$file" ;;
    esac
  done < <(command find . -type f -perm -u+w -size +0c -print0)
}

# Links follow what they point to: a link in the same folder by its name, another by its path from the root.
__rbee_compress_manuals() {
  local page link
  __rbee_match "${MAN_DIRS[@]}"
  (( ${#__rbee_matches[@]} )) || return 0
  local folders=("${__rbee_matches[@]}")
  while IFS= builtin read -r -d '' page; do
    [[ -f $page ]] || continue
    while IFS= builtin read -r -d '' link; do
      [[ $link -ef $page ]] || continue
      command rm -f -- "$link" "$link.gz"
      if [[ ${page%/*} == "${link%/*}" ]]; then
        command ln -s -- "${page##*/}.gz" "$link.gz"
      else
        command ln -s -- "/$page.gz" "$link.gz"
      fi
    done < <(command find "${folders[@]}" -type l -print0 2>/dev/null)
    local twins=()
    while IFS= builtin read -r -d '' link; do
      [[ $link == "$page" ]] || twins+=("$link")
    done < <(command find "${folders[@]}" -type f -samefile "$page" -print0 2>/dev/null)
    (( ${#twins[@]} == 0 )) || command rm -f -- "${twins[@]}"
    command gzip -9 -n -f -- "$page"
    for link in "${twins[@]}"; do command ln -f -- "$page.gz" "$link.gz"; done
  done < <(command find "${folders[@]}" -type f ! -name '*.gz' ! -name '*.bz2' -print0 2>/dev/null)
}
