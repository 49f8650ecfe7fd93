# The driver's files share variables; all of them together are checked as one program.
# shellcheck shell=bash disable=SC2034,SC2154

__rbee_perform() {
  __rbee_facts=()
  if [[ $1 == source ]]; then
    __rbee_source "$__rbee_pkgbuild"
    __rbee_status=$?
    [[ $__rbee_sourced ]] || __rbee_after_first_source
    return 0
  fi
  if [[ $1 == exports ]]; then
    __rbee_report_exports
    return 0
  fi
  if [[ $1 == names ]]; then
    __rbee_report_names
    return 0
  fi
  if [[ $1 == finish ]]; then
    __rbee_finish_package "$5"
    return 0
  fi
  if ! declare -F -- "$2" >/dev/null; then
    __rbee_status=missing
    return 0
  fi
  case $2 in
    build | check | package*) __rbee_prepare_environment ;;
  esac
  case $1 in
    capture) ( __rbee_call "$2" "$3" ) >&4 ;;
    package) __rbee_package "$2" "$3" "$4" "$5" ;;
    *) __rbee_call "$2" "$3" ;;
  esac
  __rbee_status=$?
}

while builtin mapfile -t -d '' -n 6 -u 3 __rbee_request && (( ${#__rbee_request[@]} == 6 )); do
  __rbee_perform "${__rbee_request[@]:1}"
  {
    builtin printf '%s\0' "${__rbee_request[0]}" "$__rbee_status" "${pkgver-}"
    builtin times
    builtin printf '\0%s\0' "$(( ${#__rbee_facts[@]} / 3 ))"
    (( ${#__rbee_facts[@]} == 0 )) || builtin printf '%s\0' "${__rbee_facts[@]}"
  } >&3
done
exit 0
