package main

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v2"
)

const (
	// helpWidth is the largest number of columns on a page of help.
	helpWidth = 100
	// helpIndent is the column where the text begins. helpNames is the width of the
	// column with the names of flags. A longer name is on a line of its own.
	helpIndent = 3
	helpNames  = 24
)

// helpPage returns a command's page of help. The library's own page does not wrap the
// text of its columns.
func helpPage(c *cli.Command) string {
	var b strings.Builder
	usage := strings.TrimSpace(fmt.Sprintf("tfreeze %s [command options] %s", c.Name, c.ArgsUsage))
	fmt.Fprintf(&b, "NAME:\n%s\nUSAGE:\n%s\n", indented("tfreeze "+c.Name+" - "+c.Usage), indented(usage))
	if c.Description != "" {
		b.WriteString("DESCRIPTION:\n")
		for _, line := range strings.Split(c.Description, "\n") {
			b.WriteString(indented(line))
		}
		b.WriteString("\n")
	}
	b.WriteString("OPTIONS:\n")
	for _, f := range append(c.Flags[:len(c.Flags):len(c.Flags)], cli.HelpFlag) {
		b.WriteString(helpRow(f))
	}
	return b.String()
}

func indented(text string) string {
	if text == "" {
		return "\n"
	}
	margin := strings.Repeat(" ", helpIndent)
	return margin + strings.Join(wrapped(text, helpWidth-helpIndent), "\n"+margin) + "\n"
}

// helpRow returns a flag's names and its help.
func helpRow(f cli.Flag) string {
	names, usage, _ := strings.Cut(f.String(), "\t")
	// A flag's help says if it can be repeated, and a switch is always off by default.
	names, _, _ = strings.Cut(names, " [ ")
	usage = strings.TrimSuffix(usage, " (default: false)")
	margin := strings.Repeat(" ", helpIndent+helpNames+2)
	first := fmt.Sprintf("%*s%-*s  ", helpIndent, "", helpNames, names)
	if utf8.RuneCountInString(names) > helpNames {
		first = strings.TrimRight(first, " ") + "\n" + margin
	}
	return first + strings.Join(wrapped(usage, helpWidth-len(margin)), "\n"+margin) + "\n"
}

// wrapped breaks a text between words into lines of at most width columns.
func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return append(lines, line)
}
