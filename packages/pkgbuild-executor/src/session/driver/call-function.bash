# The driver's files share variables; all of them together are checked as one program.
# shellcheck shell=bash disable=SC2034,SC2154

# What the process of the packages inherits; bash and the caller set the rest.
__rbee_report_exports() {
  local __rbee_name
  while builtin read -r __rbee_name; do
    case $__rbee_name in
      PWD | OLDPWD | SHLVL | _ | HOME | TMPDIR | BASH* | SHELLOPTS) ;;
      *) __rbee_facts+=(export "$__rbee_name" "${!__rbee_name-}") ;;
    esac
  done < <(builtin compgen -e)
  __rbee_status=0
}

# The trap stays in force after "set +e" in the recipe, and an inner shell of the recipe ends by it too; but
# only the shell that runs the function knows that the function failed.
__rbee_call() {
  local -
  local __rbee_shell=$BASHPID __rbee_shopts
  __rbee_shopts=$(shopt -p)
  builtin cd -- "$2"
  set -o errexit -o errtrace
  trap '__rbee_failed "$?" "$LINENO" "$BASH_COMMAND" "${BASH_SOURCE[0]}"' ERR
  "$1" 3>&- 4>&-
  __rbee_status=$?
  trap - ERR
  eval "$__rbee_shopts"
  return "$__rbee_status"
}

# Called by the trap.
# shellcheck disable=SC2317
__rbee_failed() {
  local __rbee_who=inner
  if [[ $BASHPID == "$__rbee_shell" ]]; then __rbee_who=outer; fi
  [[ -h ${__rbee_failure%/*} || -h $__rbee_failure || -p $__rbee_failure ]] ||
    builtin printf '%s\0' "$__rbee_who" "$@" >> "$__rbee_failure" || :
  exit "$1"
}
