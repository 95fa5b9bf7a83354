// Command figure draws what a model saw in an image, plain and frozen:
//
//	figure MODEL IMAGE FIGURE.png
//
// MODEL is whatever tfreeze reads. It shows how a program uses package tfreeze; its
// module stands for one of yours.
package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"os/signal"

	"tfreeze"
)

func main() {
	setProcess()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "figure:", err)
		os.Exit(1)
	}
}

// setProcess says how TensorFlow behaves in this process, which package tfreeze leaves
// alone: what it logs is of no use here, and its faster kernels are.
func setProcess() {
	os.Setenv("TF_CPP_MIN_LOG_LEVEL", "3")
	os.Setenv("TF_ENABLE_ONEDNN_OPTS", "1")
}

func run(ctx context.Context, args []string, stdout io.Writer) error {
	if len(args) != 3 {
		return errors.New("usage: figure MODEL IMAGE FIGURE.png")
	}
	m, err := tfreeze.Open(ctx, args[0], tfreeze.ModelOptions{Methods: []string{"grad", "guided_backprop"}})
	if err != nil {
		return err
	}
	defer m.Close()
	r, err := m.Explain(ctx, tfreeze.File(args[1]), tfreeze.ExplainOptions{})
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "class %d %s, score %.4g\n", r.Target, r.Label, r.Score)
	for _, l := range r.Layers {
		fmt.Fprintf(stdout, "%6d of %6d nodes pass in %s\n", l.Selected, l.Nodes, l.Name)
	}
	figure, err := r.Figure("")
	if err != nil {
		return err
	}
	return write(args[2], figure)
}

func write(path string, img image.Image) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(f, img), f.Close())
}
