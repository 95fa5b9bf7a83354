# Completion of tfreeze's commands and flags, and of files: source tools/completion/tfreeze.zsh, after compinit
_tfreeze() {
  local -a before candidates
  before=("${(@Q)words[1,CURRENT-1]}")
  before[1]=${before[1]/#\~\//$HOME/}
  [[ ${words[CURRENT]} == -* ]] && before+=("${words[CURRENT]}")
  candidates=(${(f)"$("${before[@]}" --generate-bash-completion 2>/dev/null)"})
  compadd -a candidates || _files
}
compdef _tfreeze tfreeze
