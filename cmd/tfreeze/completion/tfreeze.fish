# Completion of tfreeze's commands, flags and values, and of files: tfreeze completion fish | source
function __tfreeze_candidates
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -q word[1]; or set word ''
    set words[1] (string replace -r '^~/' "$HOME/" -- $words[1])
    $words $word --generate-bash-completion 2>/dev/null
end
complete -c tfreeze -n 'count (__tfreeze_candidates) >/dev/null' -f -a '(__tfreeze_candidates)'
