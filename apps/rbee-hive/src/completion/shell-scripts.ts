/** Shells that a script can be had for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/** What `rbee-hive complete` prints where the shell has to complete file names. */
export const FILES_LINE = ':files';

/**
 * The scripts know no command: they ask `rbee-hive complete -- WORDS`, which prints a line for each candidate, a tab
 * between it and its description.
 */
export const SHELL_SCRIPTS: { readonly [Name in Shell]: string } = {
  bash: `_rbee_hive() {
  local line current=\${COMP_WORDS[COMP_CWORD]}
  [[ $current == = ]] && current=
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == ${FILES_LINE} ]]; then
      compopt -o default
      return
    fi
    line=\${line%%$'\\t'*}
    [[ $line == "$current"* ]] && COMPREPLY+=("$line")
  done < <("$1" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _rbee_hive rbee-hive
`,
  zsh: `#compdef rbee-hive
_rbee_hive() {
  local line
  local -a candidates
  for line in "\${(@f)$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] || continue
    if [[ $line == ${FILES_LINE} ]]; then
      _files
      return
    fi
    candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe rbee-hive candidates
}
compdef _rbee_hive rbee-hive
`,
  fish: `function __rbee_hive_complete
  set -l words (commandline -opc)
  set -l lines ($words[1] complete -- $words[2..] (commandline -ct) 2>/dev/null)
  if test "$lines[1]" = ${FILES_LINE}
    __fish_complete_path (commandline -ct)
  else if set -q lines[1]
    printf '%s\\n' $lines
  end
end
complete -c rbee-hive -f -a '(__rbee_hive_complete)'
`,
};
