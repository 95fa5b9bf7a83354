# Completion of tfreeze's commands and flags, and of files: source tools/completion/tfreeze.bash
_tfreeze() {
  local word=${COMP_WORDS[COMP_CWORD]} before=("${COMP_WORDS[@]:0:COMP_CWORD}")
  before[0]=${before[0]/#\~\//$HOME/}
  [[ $word == -* ]] && before+=("$word")
  mapfile -t COMPREPLY < <(compgen -W "$("${before[@]}" --generate-bash-completion 2>/dev/null)" -- "$word")
}
complete -o default -F _tfreeze tfreeze
