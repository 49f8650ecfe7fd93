# The driver's files share variables; all of them together are checked as one program.
# shellcheck shell=bash disable=SC2034,SC2154

__rbee_problem() {
  __rbee_facts+=(problem "$1" "$2")
  if [[ $1 == error ]]; then error %s "$2"; else warning %s "$2"; fi
}

__rbee_lint() {
  local __rbee_file
  while IFS= builtin read -r -d '' __rbee_file; do
    case ${__rbee_file#"$pkgdir/"} in
      .*) [[ ${__rbee_file#"$pkgdir/"} == */* ]] ||
        __rbee_problem error "Dot file in the package's root: ${__rbee_file##*/}" ;;
    esac
    [[ $__rbee_file != *$'\n'* ]] ||
      __rbee_problem error "Newline in a path: $(builtin printf %q "${__rbee_file#"$pkgdir/"}")"
  done < <(command find "$pkgdir" '(' -name '.*' -o -name $'*\n*' ')' -print0 3>&- 4>&-)
  # shellcheck disable=SC2154
  for __rbee_file in "${backup[@]}"; do
    [[ -e $pkgdir/$__rbee_file ]] ||
      __rbee_problem warning "backup names a file that is not in the package: $__rbee_file"
  done
  if __rbee_refers -e "$srcdir" -e "$pkgdir"; then
    for __rbee_file in srcdir pkgdir; do
      ! __rbee_refers -e "${!__rbee_file}" ||
        __rbee_problem warning "The package contains a reference to \$$__rbee_file"
    done
  fi
}

# Whether a file of the package contains one of the strings. Asked for both folders at once first: to read a large
# package takes as long as to copy it.
__rbee_refers() {
  command grep -r -q -F "$@" -- "$pkgdir" 3>&- 4>&- 2>/dev/null
}
