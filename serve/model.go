package serve

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"sync"

	"tfreeze"
)

// A Source is a model to serve.
type Source struct {
	// Name is what requests call it. If empty, it is that of the file or the directory.
	Name string
	// Path is what tfreeze.Open takes.
	Path string
	// Options are how it is opened.
	Options tfreeze.ModelOptions
}

// name is the model's name. That of a version is its directory's.
func (s Source) name() string {
	if s.Name != "" {
		return s.Name
	}
	path, err := filepath.Abs(s.Path)
	if err != nil {
		path = s.Path
	}
	base := filepath.Base(path)
	if _, err := strconv.Atoi(base); err == nil {
		return filepath.Base(filepath.Dir(path))
	}
	if extension := filepath.Ext(base); extension == ".pb" || extension == ".meta" {
		return base[:len(base)-len(extension)]
	}
	return base
}

// A Model is served. It may be reloaded while requests use it.
type Model struct {
	name   string
	source Source
	// stamp is that of the files that are open, or could not be opened.
	stamp   string
	mu      sync.Mutex
	current *opened
}

// opened is a model that was opened. It is closed when it is replaced and nobody holds
// it.
type opened struct {
	model   *tfreeze.Model
	version string
	holders sync.WaitGroup
}

func openModel(ctx context.Context, s Source) (*Model, error) {
	m := &Model{name: s.name(), source: s, stamp: stampOf(s.Path)}
	o, err := m.open(ctx)
	m.current = o
	return m, err
}

func (m *Model) open(ctx context.Context) (*opened, error) {
	model, err := tfreeze.Open(ctx, m.source.Path, m.source.Options)
	if err != nil {
		return nil, fmt.Errorf("model %s: %w", m.name, err)
	}
	return &opened{model: model, version: versionOf(m.source.Path)}, nil
}

// Name is what requests call the model.
func (m *Model) Name() string { return m.name }

// Hold returns the model as it is open now. It stays open until release is called, even
// if its files have changed and others are given a newer one.
func (m *Model) Hold() (open *tfreeze.Model, release func()) {
	open, _, release = m.holdVersion()
	return open, release
}

func (m *Model) hold() *opened {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.current.holders.Add(1)
	return m.current
}

// replace gives another model to those who hold it from now on, and closes the old one
// when nobody holds it.
func (m *Model) replace(by *opened) {
	m.mu.Lock()
	old := m.current
	m.current = by
	m.mu.Unlock()
	go old.close()
}

func (o *opened) close() error {
	o.holders.Wait()
	return o.model.Close()
}

// holdVersion is Hold, with the version that is open.
func (m *Model) holdVersion() (open *tfreeze.Model, version string, release func()) {
	o := m.hold()
	return o.model, o.version, sync.OnceFunc(o.holders.Done)
}
