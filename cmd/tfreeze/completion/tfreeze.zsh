#compdef tfreeze
# Completion of tfreeze's commands, flags and values, and of files: as _tfreeze in a directory of $fpath, or, after compinit, by source <(tfreeze completion zsh)
_tfreeze() {
  local -a line candidates
  line=("${(@Q)words[1,CURRENT]}")
  line[1]=${line[1]/#\~\//$HOME/}
  candidates=(${(f)"$("${line[@]}" --generate-bash-completion 2>/dev/null)"})
  compadd -a candidates || _files
}
# In $fpath this file is the body of _tfreeze.
if [[ $funcstack[1] == _tfreeze ]]; then
  _tfreeze "$@"
else
  compdef _tfreeze tfreeze
fi
