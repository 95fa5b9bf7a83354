package serving

import (
	"fmt"
	"testing"

	"tfreeze/methods/internal/graphtest"
)

func TestNewNetErrors(t *testing.T) {
	for logits, want := range map[string]string{
		`y = Foo(x) -> int32[?,10]`: `score: node "y" (Foo): the output to explain is not of a floating type`,
		`y = Foo(x)`:                `score: node "y" (Foo): the output to explain is not of a floating type`,
		`y = Foo(x) -> float[10]`:   `score: node "y" (Foo): the output to explain has shape [10]; it must be [N, classes]`,
		`y = Foo(x) -> float[?,?]`:  `score: node "y" (Foo): the output to explain has shape [?,?]; it must be [N, classes]`,
		`y = Foo(x) -> float[...]`:  `score: node "y" (Foo): the output to explain has shape [...]; it must be [N, classes]`,
	} {
		g := graphtest.Parse(t, "x = Placeholder() -> float[?,4]\n"+logits)
		if _, err := NewNet(g, g.Node("x").Out(0), g.Node("y").Out(0), nil, nil); fmt.Sprint(err) != want {
			t.Errorf("%s:\ngot  %v\nwant %s", logits, err, want)
		}
	}
}
