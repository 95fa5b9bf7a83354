package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze/methods"
)

// optionFlags returns the flags of options. Their defaults are the given values.
func optionFlags(v methods.Values, options ...*methods.Choice) []cli.Flag {
	var flags []cli.Flag
	for _, o := range options {
		flags = append(flags, optionFlag(o, o.In(v)))
	}
	return flags
}

// flagOf is the name of an option's flag.
func flagOf(o *methods.Choice) string { return strings.ReplaceAll(o.Name, "_", "-") }

func optionFlag(o *methods.Choice, value any) cli.Flag {
	switch v := value.(type) {
	case float64:
		return &cli.Float64Flag{Name: flagOf(o), Value: v, Usage: o.Usage}
	case int:
		if o.Words != nil {
			return &cli.GenericFlag{Name: flagOf(o), Value: &number{o, v}, Usage: o.Usage + o.WordUsage}
		}
		return &cli.IntFlag{Name: flagOf(o), Value: v, Usage: o.Usage}
	case uint64:
		return &cli.Uint64Flag{Name: flagOf(o), Value: v, Usage: o.Usage}
	case bool:
		return &cli.BoolFlag{Name: flagOf(o), Value: v, Usage: o.Usage}
	case string:
		return &cli.StringFlag{Name: flagOf(o), Value: v, Usage: o.Usage}
	}
	return &cli.StringFlag{Name: flagOf(o), Value: absent(o), Usage: o.Usage}
}

// A number is the value of a flag that takes a number or a word.
type number struct {
	option *methods.Choice
	value  int
}

// Set is that of flag.Value.
func (n *number) Set(text string) error {
	if value, ok := n.option.Words[text]; ok {
		n.value = value
		return nil
	}
	value, err := strconv.Atoi(text)
	if err != nil || n.option.Word(value) != any(value) {
		return fmt.Errorf("give a number, or %s", strings.Join(slices.Sorted(maps.Keys(n.option.Words)), ", "))
	}
	n.value = value
	return nil
}

// String is that of flag.Value.
func (n *number) String() string {
	if n.option == nil {
		return ""
	}
	return fmt.Sprint(n.option.Word(n.value))
}

// absent is the word for no array, or empty.
func absent(o *methods.Choice) string {
	if o.Array != nil {
		return ""
	}
	return fmt.Sprint(o.Default)
}

// setOptions sets the options that the flags choose. Arrays are read later.
func setOptions(c *cli.Context, v *methods.Values, options ...*methods.Choice) {
	for _, o := range options {
		if !o.TakesArrays() && c.IsSet(flagOf(o)) {
			v.Set(o.Value(optionValue(c, o)))
		}
	}
}

func optionValue(c *cli.Context, o *methods.Choice) any {
	switch o.Default.(type) {
	case float64:
		return c.Float64(flagOf(o))
	case int:
		if n, ok := c.Generic(flagOf(o)).(*number); ok {
			return n.value
		}
		return c.Int(flagOf(o))
	case uint64:
		return c.Uint64(flagOf(o))
	case bool:
		return c.Bool(flagOf(o))
	}
	return c.String(flagOf(o))
}

// optionNames lists the values of an option that allows only a few.
func optionNames(flag string) []string {
	o := methods.OptionOf(strings.ReplaceAll(flag, "-", "_"))
	switch {
	case o == nil:
		return nil
	case o == methods.Baseline.Choice:
		return methods.ReferenceNames
	case o.Words != nil:
		return slices.Sorted(maps.Keys(o.Words))
	}
	return o.Names
}

// freezes reports whether an option concerns freezing, and not single methods.
func freezes(o *methods.Choice) bool { return o.Freezing }

// concernsMethods reports the contrary.
func concernsMethods(o *methods.Choice) bool { return !o.Freezing }
