package main

import (
	"bytes"
	"testing"
)

func TestVisible(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"text", "a/b:0 [?,3]\n\tc", "a/b:0 [?,3]\n\tc"},
		{"letters of all kinds", "Käfer カブトムシ 🐞\u3000\n", "Käfer カブトムシ 🐞\u3000\n"},
		{"a terminal's colour", "\x1b[31mred\x1b[0m", `\x1b[31mred\x1b[0m`},
		{"a title", "\x1b]0;owned\a", `\x1b]0;owned\a`},
		{"eight-bit control", "\u009b31m", `\u009b31m`},
		{"back to the line's begin", "bad\rgood", `bad\rgood`},
		{"the other direction", "\u202egnp.exe", `\u202egnp.exe`},
		{"no UTF-8", "a\xff\xc3(b", `a\xff\xc3(b`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var whole, bytewise bytes.Buffer
			(&visible{w: &whole}).Write([]byte(c.in))
			v := &visible{w: &bytewise}
			for i := range len(c.in) {
				if n, err := v.Write([]byte{c.in[i]}); n != 1 || err != nil {
					t.Fatal(n, err)
				}
			}
			if whole.String() != c.want || bytewise.String() != c.want {
				t.Errorf("%q, byte by byte %q, want %q", whole.String(), bytewise.String(), c.want)
			}
		})
	}
	if got, want := oneLine("a\nfrozen b"), `a\nfrozen b`; got != want {
		t.Errorf("one line: %q, want %q", got, want)
	}
}
