# tfreeze. `make demo` sets everything up and explains a photo; `make test` runs every test.

SHELL := bash
ROOT := $(CURDIR)
LIBRARY := $(ROOT)/.tensorflow

# TENSORFLOW_DIR names a libtensorflow that is there already (include/, lib/).
ifdef TENSORFLOW_DIR
SETUP :=
else
SETUP := setup
export TENSORFLOW_DIR := $(LIBRARY)
endif

# PYTHON names a Python that has TensorFlow, which calls what gen writes, in tests alone; with an empty one they are left out.
ifeq ($(origin PYTHON),undefined)
PYTHON := $(ROOT)/.venv/bin/python
VENV := venv
endif
export PYTHON

# The library is opened at run time (internal/tensorflow/load.go); the linker
# needs no more than the headers and an empty stand-in for -ltensorflow.
export CGO_CFLAGS := -O2 -I$(TENSORFLOW_DIR)/include
export CGO_LDFLAGS := -L$(ROOT)/tools/setup/link

# A program that stands on the binding alone links the library, whatever its name.
LINKED := -L$(TENSORFLOW_DIR)/lib -L$(ROOT)/tools/setup/wheel -Wl,-rpath,$(TENSORFLOW_DIR)/lib

.PHONY: demo build install setup venv test consumers examples generate vgg16 zoo bench crossval arch clean

demo: build
	rm -rf out/squeezenet_frozen out/heatmaps
	bin/tfreeze gen testdata/squeezenet/saved_model --out out/squeezenet_frozen
	bin/tfreeze explain out/squeezenet_frozen testdata/photos/chelsea.png --method all --out out/heatmaps
	@echo "The figure is out/heatmaps/chelsea/figure.png"

build: $(SETUP)
	@case "$$(uname -sm)" in "Linux x86_64" | "Linux aarch64") ;; \
	  *) echo "tfreeze builds on Linux alone, on amd64 or arm64 (docs/reference/limits.md); this is $$(uname -sm)" >&2; exit 1 ;; esac
	go build -buildvcs=auto -o bin/tfreeze ./cmd/tfreeze

# The program, the library and the completions below PREFIX.
PREFIX ?= /usr/local
DEST := $(DESTDIR)$(PREFIX)
install: build
	install -D bin/tfreeze $(DEST)/bin/tfreeze
	mkdir -p $(DEST)/lib/tfreeze/lib
	cp -L $(TENSORFLOW_DIR)/lib/libtensorflow*.so.2 $(DEST)/lib/tfreeze/lib/
	install -D -m 644 cmd/tfreeze/completion/tfreeze.bash $(DEST)/share/bash-completion/completions/tfreeze
	install -D -m 644 cmd/tfreeze/completion/tfreeze.fish $(DEST)/share/fish/vendor_completions.d/tfreeze.fish
	install -D -m 644 cmd/tfreeze/completion/tfreeze.zsh $(DEST)/share/zsh/site-functions/_tfreeze

setup:
	@tools/setup/libtensorflow.sh $(LIBRARY)

venv:
	@tools/consumers/setup.sh $(ROOT)/.venv

test: build arch $(VENV)
	@test -z "$$(gofmt -l .)" || { echo "not gofmt'ed:"; gofmt -l .; exit 1; }
	go vet ./...
	go test -timeout 60m ./...
	$(MAKE) examples

# The programs in examples/, which are a module of their own, as a user's would be.
examples: build
	rm -rf out/examples
	bin/tfreeze gen testdata/squeezenet/saved_model --out out/examples/squeezenet
	bin/tfreeze explain out/examples/squeezenet testdata/photos/chelsea.png --out out/examples/maps --target beagle --percentile 70 \
	  --freeze threshold,mask --method guided_backprop,integrated_gradients,smoothgrad --steps 4 --samples 3 --seed 7 >/dev/null
	cd examples && export CGO_LDFLAGS="$(LINKED)" TF_CPP_MIN_LOG_LEVEL=2 && go vet ./... && go test -count=1 ./... && \
	  go run ./heatmap ../out/examples/squeezenet ../testdata/photos/chelsea.png ../out/examples/heatmap.png

# The checked-in code that tfreeze gen writes.
generate: $(SETUP)
	cd examples && go generate ./...

# Python programs that load what gen writes, as part of `make test`.
consumers: build $(VENV)
	go test ./cmd/tfreeze -run TestScripts/consumers -v

# VGG16 in full size with random weights, from a V1 checkpoint as TF-slim distributes it.
vgg16: build
	mkdir -p out
	[ -f out/vgg_16.ckpt ] || go run ./tools/randomvgg out/vgg_16.ckpt
	bin/tfreeze explain --arch vgg_16 --checkpoint out/vgg_16.ckpt testdata/photos/chelsea.png --steps 10 --samples 5 --out out/vgg_16 --overwrite

# Real architectures against Python; hours. ZOO="ResNet50 vgg_a" computes those anew.
zoo: build out/zoo/venv
	out/zoo/venv/bin/python tools/zoo/zoo.py bin/tfreeze out/zoo docs/zoo.md $(ZOO)

out/zoo/venv: tools/zoo/requirements.txt
	python3 -m venv $@
	$@/bin/pip install --quiet -r $<

# tfreeze beside the original Python code and PyTorch: out/bench/report.md and report.png. DEEPEXPLAIN=DIR names a clone of marcoancona/DeepExplain.
bench: build
	go build -o bin/bench ./tools/bench
	tools/bench/prepare.sh out/bench
	bin/bench -dir out/bench -report out/bench/report.md -deepexplain "$(DEEPEXPLAIN)"
	out/bench/venv/bin/python tools/bench/python/plot.py out/bench/results.json out/bench/report.png

# tfreeze's maps against those of the original code; minutes. DEEPEXPLAIN=DIR names a clone of marcoancona/DeepExplain.
crossval: build out/crossval/venv
	out/crossval/venv/bin/python tools/crossval/crossval.py testdata/squeezenet/saved_model testdata/photos/chelsea.png \
	  --out docs/crossval.md $(if $(DEEPEXPLAIN),--deepexplain $(DEEPEXPLAIN))

out/crossval/venv: tools/crossval/requirements.txt
	python3 -m venv $@ && $@/bin/pip install --quiet -r $< && touch $@ || { rm -rf $@; exit 1; }

# Who imports whom, by the table in WORKSPACE.md, and what builds without cgo.
arch:
	@tools/arch/check.sh

clean:
	rm -rf bin out
