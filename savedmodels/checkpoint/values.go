package checkpoint

import (
	"errors"
	"fmt"
	"io"

	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/files"
)

// Values calls f for each of the named float variables with its bytes, little-endian and
// in C order. One that is sliced is an error. Only what f keeps is held in memory. TensorFlow would hold the values of a
// V1 checkpoint twice, and the largest of them three times.
//
// Checksums are known after the bytes: if Values returns an error, what f was given may
// be wrong.
func (c *Checkpoint) Values(names []string, f func(v Variable, values io.Reader) error) error {
	w := wanted{variables: map[string]Variable{}, f: f, seen: map[string]bool{}}
	for _, name := range names {
		v, ok := c.Variable(name)
		if !ok || v.DType != gr.Float || !v.Shape.Static() {
			return fmt.Errorf("checkpoint %q: there is no float variable %q", c.Path, name)
		}
		if v.Sliced {
			return fmt.Errorf("checkpoint %q: variable %q is in slices, which is not supported here: save it whole, or give a SavedModel", c.Path, name)
		}
		w.variables[name] = v
	}
	from := c.valuesV1
	if c.Version == 2 {
		from = c.valuesV2
	}
	if err := from(w); err != nil {
		return fmt.Errorf("checkpoint %q: %w", c.Path, err)
	}
	if missing := len(w.variables) - len(w.seen); missing > 0 {
		return fmt.Errorf("checkpoint %q: %w: it lacks the values of %d variables", c.Path, errDamaged, missing)
	}
	return nil
}

// wanted are the variables whose values go to f.
type wanted struct {
	variables map[string]Variable
	f         func(v Variable, values io.Reader) error
	seen      map[string]bool
}

// give passes on the bytes of a variable, whatever f leaves of them.
func (w wanted) give(v Variable, values io.Reader, size int64) error {
	if size != 4*v.Shape.Elements() {
		return fmt.Errorf("%w: variable %q has %d bytes", errDamaged, v.Name, size)
	}
	if w.seen[v.Name] {
		return fmt.Errorf("%w: variable %q appears twice", errDamaged, v.Name)
	}
	w.seen[v.Name] = true
	part := &io.LimitedReader{R: values, N: size}
	if err := w.f(v, part); err != nil {
		return err
	}
	return pass(part, part.N)
}

// pass reads n bytes and drops them.
func pass(r io.Reader, n int64) error {
	_, err := io.CopyN(io.Discard, r, n)
	if errors.Is(err, io.EOF) {
		err = errDamaged
	}
	return err
}

func (c *Checkpoint) valuesV2(w wanted) error {
	pairs, err := readTable(c.Path + ".index")
	if err != nil {
		return err
	}
	var header pb.BundleHeaderProto
	if len(pairs) == 0 || proto.Unmarshal(pairs[0].value, &header) != nil {
		return errDamaged
	}
	for _, p := range pairs[1:] {
		v, ok := w.variables[p.key]
		if !ok {
			continue
		}
		var e pb.BundleEntryProto
		if proto.Unmarshal(p.value, &e) != nil {
			return fmt.Errorf("%w: the entry of %q", errDamaged, p.key)
		}
		if err := w.fromShard(v, &e, fmt.Sprintf("%s.data-%05d-of-%05d", c.Path, e.GetShardId(), header.GetNumShards())); err != nil {
			return err
		}
	}
	return nil
}

func (w wanted) fromShard(v Variable, e *pb.BundleEntryProto, path string) error {
	f, _, err := files.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := newSum()
	if err := w.give(v, io.TeeReader(io.NewSectionReader(f, e.GetOffset(), e.GetSize()), sum), e.GetSize()); err != nil {
		return err
	}
	if masked(sum.Sum32()) != e.GetCrc32C() {
		return fmt.Errorf("%w: the checksum of variable %q is wrong", errDamaged, v.Name)
	}
	return nil
}
