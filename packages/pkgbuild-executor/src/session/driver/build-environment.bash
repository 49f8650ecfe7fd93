# The driver's files share variables; all of them together are checked as one program.
# shellcheck shell=bash disable=SC2034,SC2154

# y, n, or nothing where no list names the option: the last word counts.
__rbee_option() {
  local __rbee_word __rbee_answer='' __rbee_own="options_${__rbee_carch}[@]"
  # `options` is the recipe's.
  # shellcheck disable=SC2154
  for __rbee_word in "${OPTIONS[@]}" "${options[@]}" "${!__rbee_own}"; do
    case $__rbee_word in
      "$1") __rbee_answer=y ;;
      "!$1") __rbee_answer=n ;;
    esac
  done
  [[ $__rbee_answer == "$2" ]]
}

# What build(), check() and the package functions have in their environment, and the functions before them not.
__rbee_prepare_environment() {
  local __rbee_name __rbee_map=-ffile-prefix-map=$srcdir=${DBGSRCDIR:-/usr/src/debug}/$pkgbase
  local __rbee_flags=(CPPFLAGS CFLAGS CXXFLAGS LDFLAGS FFLAGS FCFLAGS DEBUG_FFLAGS RUSTFLAGS DEBUG_RUSTFLAGS)
  [[ -z $__rbee_prepared ]] || return 0
  __rbee_prepared=1
  if __rbee_option buildflags n; then
    unset -v "${__rbee_flags[@]}"
  elif __rbee_option debug y; then
    for __rbee_name in CFLAGS CXXFLAGS FFLAGS FCFLAGS; do
      local -n __rbee_flag=$__rbee_name __rbee_debug=DEBUG_${__rbee_name/FCFLAGS/FFLAGS}
      [[ -z ${__rbee_debug-} ]] || __rbee_flag+=" $__rbee_debug $__rbee_map"
      unset -n __rbee_flag __rbee_debug
    done
    [[ -z ${DEBUG_RUSTFLAGS-} ]] ||
      RUSTFLAGS+=" $DEBUG_RUSTFLAGS --remap-path-prefix=${__rbee_map#*=}"
  fi
  if __rbee_option lto y && ! __rbee_option buildflags n; then
    for __rbee_name in CFLAGS CXXFLAGS LDFLAGS; do
      builtin printf -v "$__rbee_name" '%s %s' "${!__rbee_name-}" "${LTOFLAGS:--flto}"
    done
  fi
  if __rbee_option makeflags n; then unset -v MAKEFLAGS; fi
  for __rbee_name in "${__rbee_flags[@]}" CHOST MAKEFLAGS; do
    # shellcheck disable=SC2163
    [[ ! -v $__rbee_name ]] || export "$__rbee_name"
  done
}
