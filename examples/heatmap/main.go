// Command heatmap draws what SqueezeNet saw in an image:
//
//	heatmap MODEL IMAGE HEATMAP.png
//
// MODEL is the directory that tfreeze gen wrote. It shows how a program uses the
// generated package squeezenet; see docs/how-to/go.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg"
	"image/png"
	"io"
	"os"
	"os/signal"

	"examples/squeezenet"
)

//go:generate go run -C ../.. ./cmd/tfreeze gen testdata/squeezenet/saved_model --go examples/squeezenet

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "heatmap:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout io.Writer) error {
	if len(args) != 3 {
		return errors.New("usage: heatmap MODEL IMAGE HEATMAP.png")
	}
	photo, err := readImage(args[1])
	if err != nil {
		return err
	}
	m, err := squeezenet.Open(args[0])
	if err != nil {
		return err
	}
	defer m.Close()
	x, err := squeezenet.Images(photo)
	if err != nil {
		return err
	}
	e, err := m.GuidedBackpropFrozen(ctx, x, squeezenet.GuidedBackpropFrozenOptions{})
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "class %d %s, score %.4g\n", int(e.Target[0]), e.Target[0], e.Score[0])
	return writeImage(args[2], e.Images()[0])
}

func readImage(path string) (image.Image, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	img, _, err := image.Decode(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return img, nil
}

func writeImage(path string, img image.Image) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(f, img), f.Close())
}
