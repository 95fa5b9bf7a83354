package graphrewrite

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
)

// Parse reads the text form that Format writes. Nodes may stand in any order;
// empty lines and lines that begin with # are skipped. Tensors that Format
// showed by a hash alone are an error. Errors begin with the number of the line.
func Parse(r io.Reader) (*Graph, error) {
	g := New()
	inputs := map[*Node][]string{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<24)
	number := 0
	for lines.Scan() {
		number++
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		n, in, err := parseNode(line)
		if err == nil {
			err = g.Add(n)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		inputs[n] = in
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", number+1, err)
	}
	for _, name := range g.Names() {
		if err := g.connect(g.nodes[name], inputs[g.nodes[name]]); err != nil {
			return nil, err
		}
	}
	return g, g.Check()
}

// parseNode reads one line: name = Op(inputs) {attrs} @"device" -> types.
func parseNode(line string) (n *Node, inputs []string, err error) {
	defer catch(&err)
	t := &text{rest: line}
	n = &Node{Name: t.word(), Attr: map[string]*attrpb.AttrValue{}}
	t.expect("=")
	n.Op = t.word()
	t.expect("(")
	for !t.accept(")") {
		in := t.word()
		inputs = append(inputs, in)
		if !t.accept(",") {
			t.expect(")")
			break
		}
	}
	if t.accept("{") {
		n.Attr = t.attrs()
	}
	if t.accept("@") {
		n.Device = t.quoted()
	}
	if t.accept("->") {
		n.Types = []Type{}
		for t.rest != "" {
			n.Types = append(n.Types, Type{t.dtype(), t.shape()})
			if !t.accept(",") {
				break
			}
		}
	}
	if t.rest != "" {
		t.fail("nothing more")
	}
	if n.Name == "" || n.Op == "" {
		return nil, nil, errors.New("a node is written: name = Op(inputs)")
	}
	return n, inputs, nil
}
