# Completion of tfreeze's commands, flags and values, and of files: source <(tfreeze completion bash)
_tfreeze() {
  local words=("${COMP_WORDS[@]:0:COMP_CWORD+1}")
  words[0]=${words[0]/#\~\//$HOME/}
  mapfile -t COMPREPLY < <("${words[@]}" --generate-bash-completion 2>/dev/null)
}
complete -o default -F _tfreeze tfreeze
