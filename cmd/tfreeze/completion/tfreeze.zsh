# Completion of tfreeze's commands, flags and values, and of files, after compinit: source <(tfreeze completion zsh)
_tfreeze() {
  local -a line candidates
  line=("${(@Q)words[1,CURRENT]}")
  line[1]=${line[1]/#\~\//$HOME/}
  candidates=(${(f)"$("${line[@]}" --generate-bash-completion 2>/dev/null)"})
  compadd -a candidates || _files
}
compdef _tfreeze tfreeze
