package serve

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// stampOf changes when a file of a model does, or when there is a newer version.
func stampOf(path string) string {
	if version := versionOf(path); isModel(filepath.Join(path, version)) {
		path = filepath.Join(path, version)
	}
	var b strings.Builder
	const depth = 2 // as deep as variables/variables.index
	stamp(&b, path, depth)
	return b.String()
}

func stamp(b *strings.Builder, path string, depth int) {
	i, err := os.Stat(path)
	switch {
	case err != nil:
	case !i.IsDir():
		fmt.Fprintln(b, path, i.Size(), i.ModTime().UnixNano())
	case depth > 0:
		entries, _ := os.ReadDir(path)
		for _, e := range entries {
			stamp(b, filepath.Join(path, e.Name()), depth-1)
		}
	}
}

// watch reloads models whose files have changed, until ctx ends. It waits until they
// change no more.
func (s *Server) watch(ctx context.Context) {
	seen := map[*Model]string{}
	tick := time.NewTicker(s.options.Poll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for _, m := range s.models {
			now := stampOf(m.source.Path)
			if now != m.stamp && now == seen[m] {
				s.reload(ctx, m, now)
			}
			seen[m] = now
		}
	}
}

// reload opens a model again. If that fails, the old one stays, until its files change
// once more.
func (s *Server) reload(ctx context.Context, m *Model, stamp string) {
	m.stamp = stamp
	log := s.options.Log.With(slog.String("model", m.name))
	fresh, err := m.open(ctx)
	if err != nil {
		s.metrics.reloads.WithLabelValues(m.name, "failed").Inc()
		log.Error("the files have changed, but the model cannot be opened: the old one stays", slog.String("error", err.Error()))
		return
	}
	m.replace(fresh)
	s.metrics.reloads.WithLabelValues(m.name, "done").Inc()
	log.Info("the files have changed: the model was opened again", slog.String("version", fresh.version))
}
