# Completion of tfreeze's commands and flags, and of files: source tools/completion/tfreeze.fish
function __tfreeze_candidates
    set -l before (commandline -opc) (commandline -ct | string match -- '-*')
    set before[1] (string replace -r '^~/' "$HOME/" -- $before[1])
    $before --generate-bash-completion 2>/dev/null
end
complete -c tfreeze -n 'count (__tfreeze_candidates) >/dev/null' -f -a '(__tfreeze_candidates)'
