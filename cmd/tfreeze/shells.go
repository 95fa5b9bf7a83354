package main

import (
	"embed"
	"io"

	"github.com/urfave/cli/v2"

	"tfreeze/internal/nearest"
)

const completionName = "completion"

// shells are those that completion/ has a script for.
var shells = []string{"bash", "zsh", "fish"}

//go:embed completion/tfreeze.*
var scripts embed.FS

func completionCommand() *cli.Command {
	return &cli.Command{
		Name:      completionName,
		Usage:     "print the script with which a shell completes commands, flags, values and files",
		ArgsUsage: "bash|zsh|fish",
		Description: `bash, in ~/.bashrc:                   source <(tfreeze completion bash)
zsh, in ~/.zshrc, after compinit:     source <(tfreeze completion zsh)
fish, in ~/.config/fish/config.fish:  tfreeze completion fish | source`,
		Action: func(c *cli.Context) error {
			if c.Args().Len() != 1 {
				return usage("completion takes the name of one shell: bash, zsh or fish")
			}
			script, err := scripts.ReadFile("completion/tfreeze." + c.Args().First())
			if err != nil {
				return usageError{nearest.Unknown("shell", c.Args().First(), shells)}
			}
			_, err = io.WriteString(c.App.Writer, string(script))
			return err
		},
	}
}
