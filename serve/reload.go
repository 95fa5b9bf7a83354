package serve

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"
)

// stampOf changes when a model's files do, or when there is a newer version.
func stampOf(path string) string {
	dir := path
	if version := versionOf(path); isModel(filepath.Join(path, version)) {
		dir = filepath.Join(path, version)
	}
	stamp := dir
	for _, name := range []string{"", "saved_model.pb", "saved_model.pbtxt", "variables/variables.index", "tfreeze.json", "labels.txt"} {
		if i, err := os.Stat(filepath.Join(dir, name)); err == nil && !i.IsDir() {
			stamp += fmt.Sprint(" ", name, i.Size(), i.ModTime().UnixNano())
		}
	}
	return stamp
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
