package main

import (
	"embed"
	"io"

	"github.com/urfave/cli/v2"

	"tfreeze/internal/nearest"
)

const completionName = "completion"

// shells lists the shells for which completion/ has a script.
var shells = []string{"bash", "zsh", "fish"}

//go:embed completion/tfreeze.*
var scripts embed.FS

func completionCommand() *cli.Command {
	return &cli.Command{
		Name:      completionName,
		Usage:     "print a script that lets a shell complete commands, flags, values and files",
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
