package main

import (
	"fmt"
	"log/slog"
	"net"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
	"golang.org/x/sync/errgroup"

	"tfreeze"
	"tfreeze/serve"
	"tfreeze/serve/page"
)

func serveCommand() *cli.Command {
	return &cli.Command{
		Name:      "serve",
		Usage:     "explain over HTTP",
		ArgsUsage: "MODEL...",
		Description: `MODEL is a directory that gen wrote, or whatever gen takes; NAME=MODEL names it. The options
of models concern all of them. Ctrl-C or SIGTERM ends the server once it has answered.

Example: tfreeze serve --listen 127.0.0.1:8080 squeezenet_frozen`,
		Flags: slices.Concat([]cli.Flag{
			&cli.StringFlag{Name: "listen", Value: "127.0.0.1:8080", Usage: "listen at `ADDR`, a host and a port; 0.0.0.0:8080 is every network of the machine"},
			&cli.StringFlag{Name: "grpc", Usage: "speak the Open Inference Protocol over gRPC at `ADDR`, too"},
		}, loadFlags(), secureFlags(), servedFlags(), []cli.Flag{
			methodFlag("method", "methods", "all", "all, or what gen put into the model, if that is less"),
			&cli.StringFlag{Name: "labels", Usage: "read the classes' names from `FILE`, one per line (default: the model's own)"},
			&cli.IntFlag{Name: "threads", DefaultText: "one per core", Usage: "use `N` threads"},
			preprocessFlag(),
			feedFlag(),
		}, fittingFlags()),
		Action: runServe,
	}
}

// servedFlags are the flags of models, save those that replace MODEL.
func servedFlags() []cli.Flag {
	return slices.DeleteFunc(modelFlags(), func(f cli.Flag) bool { return slices.Contains([]string{"arch", "checkpoint"}, f.Names()[0]) })
}

func runServe(c *cli.Context) error {
	if !c.Args().Present() {
		return usage("MODEL is missing; see tfreeze help serve")
	}
	model, err := servedOptions(c)
	if err != nil {
		return err
	}
	var sources []serve.Source
	for _, arg := range c.Args().Slice() {
		sources = append(sources, sourceOf(arg, model))
	}
	o, err := loadOptions(c)
	if err != nil {
		return err
	}
	if err := secureOptions(c, &o); err != nil {
		return err
	}
	o.Page, o.Vertex = page.New, serve.Vertex{Predict: os.Getenv("AIP_PREDICT_ROUTE"), Health: os.Getenv("AIP_HEALTH_ROUTE")}
	end, err := traceOptions(c.Context, &o)
	if err != nil {
		return err
	}
	defer end()
	o.Log = slog.New(slog.NewJSONHandler(c.App.ErrWriter, nil))
	l, g, err := listeners(c)
	if err != nil {
		return err
	}
	defer l.Close()
	s, err := serve.New(c.Context, sources, o)
	if err != nil {
		return refused(err)
	}
	defer s.Close()
	fmt.Fprintf(c.App.Writer, "serving %s at http://%s\n", strings.Join(servedNames(s), ", "), l.Addr())
	if g == nil {
		return s.Serve(c.Context, l)
	}
	both, ctx := errgroup.WithContext(c.Context)
	both.Go(func() error { return s.Serve(ctx, l) })
	both.Go(func() error { return s.ServeGRPC(ctx, g) })
	return both.Wait()
}

// listeners are those of HTTP and of gRPC; the latter is nil if nobody asks for it.
func listeners(c *cli.Context) (l, g net.Listener, err error) {
	if l, err = net.Listen("tcp", listenAt(c)); err != nil {
		return nil, nil, fmt.Errorf("--listen: %w", err)
	}
	if c.String("grpc") == "" {
		return l, nil, nil
	}
	if g, err = net.Listen("tcp", c.String("grpc")); err != nil {
		l.Close()
		return nil, nil, fmt.Errorf("--grpc: %w", err)
	}
	return l, g, nil
}

// listenAt is the address to listen at. Vertex gives a container its port, and reaches it
// by the container's network.
func listenAt(c *cli.Context) string {
	if port := os.Getenv("AIP_HTTP_PORT"); port != "" && !c.IsSet("listen") {
		return "0.0.0.0:" + port
	}
	return c.String("listen")
}

// servedOptions returns how the models are opened.
func servedOptions(c *cli.Context) (tfreeze.ModelOptions, error) {
	o, err := modelOptions(c)
	if err != nil {
		return o, err
	}
	if err := parseFitting(c, &o); err != nil {
		return o, err
	}
	o.Feeds, err = parseFeeds(c)
	return o, err
}

// sourceOf reads NAME=MODEL or MODEL.
func sourceOf(arg string, o tfreeze.ModelOptions) serve.Source {
	if name, path, ok := strings.Cut(arg, "="); ok && name != "" && !strings.Contains(name, "/") {
		return serve.Source{Name: name, Path: path, Options: o}
	}
	return serve.Source{Path: arg, Options: o}
}

func servedNames(s *serve.Server) []string {
	var names []string
	for _, m := range s.Models() {
		names = append(names, oneLine(m.Name()))
	}
	return names
}
