package graphrewrite

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
)

// maxLine is the longest line that is read, in bytes.
const maxLine = 1 << 24

// Parse reads the text form that Format writes. The nodes may be in any order; empty
// lines and lines that begin with # are skipped. A tensor of which Format showed only a
// hash is an error. Errors begin with the line, and with the column if the text is not
// well formed: "line 3:12: ...".
func Parse(r io.Reader) (*Graph, error) {
	p := &parser{g: New(), lines: map[string]int{}, inputs: map[string][]reference{}}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	number := 0
	for lines.Scan() {
		number++
		if err := p.node(lines.Text(), number); err != nil {
			return nil, err
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", number+1, err)
	}
	for _, name := range p.g.Names() {
		if err := p.g.link(p.g.nodes[name], p.inputs[name]); err != nil {
			return nil, p.locate(err)
		}
	}
	if err := p.g.Check(); err != nil {
		return nil, p.locate(err)
	}
	return p.g, nil
}

type parser struct {
	g *Graph
	// lines and inputs hold the line of each node, by name, and the inputs read there.
	lines  map[string]int
	inputs map[string][]reference
}

func (p *parser) node(line string, number int) error {
	line = strings.TrimRight(line, " \t\r")
	rest := strings.TrimLeft(line, " \t")
	if rest == "" || rest[0] == '#' {
		return nil
	}
	n, inputs, err := (&text{line: line, rest: rest, number: number}).node()
	if err != nil {
		return err
	}
	if err := p.g.Add(n); err != nil {
		return fmt.Errorf("line %d: %w", number, err)
	}
	p.lines[n.Name], p.inputs[n.Name] = number, inputs
	return nil
}

// locate prefixes an error with the line of the node that it names.
func (p *parser) locate(err error) error {
	var e *Error
	if errors.As(err, &e) && p.lines[e.Node] > 0 {
		return fmt.Errorf("line %d: %w", p.lines[e.Node], err)
	}
	return err
}

// node reads one line: name = Op(inputs) {attrs} @"device" -> types.
func (t *text) node() (n *Node, inputs []reference, err error) {
	defer catch(&err)
	n = &Node{Name: t.name(), Attr: map[string]*attrpb.AttrValue{}}
	t.expect("=")
	n.Op = t.name()
	t.expect("(")
	t.items(")", func() { inputs = append(inputs, t.input()) })
	if t.accept("{") {
		n.Attr = t.attrs()
	}
	if t.accept("@") {
		n.Device = t.quoted()
	}
	if t.accept("->") {
		n.Types = t.types()
	}
	if t.rest != "" {
		t.fail("nothing more")
	}
	return n, inputs, nil
}

// input reads node, node:1 or ^node; the node's name may be quoted.
func (t *text) input() reference {
	r := reference{control: t.accept("^")}
	before := t.rest
	if !strings.HasPrefix(t.rest, `"`) {
		w := t.word()
		var err error
		if r.node, r.index, err = splitOutput(w); err != nil || !plain(r.node) || r.control && r.node != w {
			t.failAt(before, "an input")
		}
		return r
	}
	if r.node = t.quoted(); !r.control && t.accept(":") {
		i, err := strconv.ParseUint(t.word(), 10, 31)
		if err != nil {
			t.failAt(before, "an input")
		}
		r.index = int(i)
	}
	return r
}

func (t *text) types() []Type {
	types := []Type{}
	for t.rest != "" {
		types = append(types, Type{t.dtype(), t.shape()})
		if !t.accept(",") {
			break
		}
	}
	return types
}
