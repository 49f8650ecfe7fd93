# shellcheck shell=bash
# Sources a makepkg.conf and its drop-ins as makepkg does, then prints each of the named variables that is set: name,
# number of values or `-`, values, each ended by NUL.
__file=$1 __names=("${@:2}")
set --
builtin source "$__file" >&2 || exit
for __part in "$__file".d/*.conf; do
  [[ ! -f $__part ]] || builtin source "$__part" >&2 || exit
done
for __name in "${__names[@]}"; do
  declare -n __values=$__name
  case ${__values@a} in
    *a*) builtin printf '%s\0' "$__name" "${#__values[@]}" "${__values[@]}" ;;
    *) [[ ! -v $__name ]] || builtin printf '%s\0' "$__name" - "$__values" ;;
  esac
  unset -n __values
done
