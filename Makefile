# tfreeze. `make demo` sets everything up and explains a photo; `make test` runs every test.

SHELL := bash
ROOT := $(CURDIR)
LIBRARY := $(ROOT)/.tensorflow

# TENSORFLOW_DIR is a libtensorflow that you have already (include/, lib/). The checkout's own is kept up to date by setup, though a shell exports it.
TENSORFLOW_DIR ?= $(LIBRARY)
export TENSORFLOW_DIR
SETUP := $(if $(filter $(abspath $(LIBRARY)),$(abspath $(TENSORFLOW_DIR))),setup)

# PYTHON is a Python with TensorFlow. Only tests use it, to call what gen writes; if it is empty, they are skipped.
ifeq ($(origin PYTHON),undefined)
PYTHON := $(ROOT)/.venv/bin/python
VENV := venv
endif
export PYTHON

# The library is opened at run time (internal/tensorflow/load.go); the linker
# needs only the headers and an empty stand-in for -ltensorflow.
export CGO_CFLAGS := -O2 -I$(TENSORFLOW_DIR)/include
export CGO_LDFLAGS := -L$(ROOT)/tools/setup/link

# Buckets of Google are read over HTTP. Without its gRPC, the program is 20 MB smaller, and starts sooner.
export GOFLAGS := $(GOFLAGS) -tags=disable_grpc_modules

# A program that uses the binding without tfreeze does link the library, under the name that it has here.
LINKED := -L$(TENSORFLOW_DIR)/lib -L$(ROOT)/tools/setup/wheel -Wl,-rpath,$(TENSORFLOW_DIR)/lib

.PHONY: demo pictures build install setup venv chromium test consumers examples beam generate vgg16 zoo bench crossval soak soak-shards soak-memory soak-server clients metrics evidence arch clean

demo: build
	rm -rf out/squeezenet_frozen out/heatmaps
	bin/tfreeze gen testdata/squeezenet/saved_model --out out/squeezenet_frozen
	bin/tfreeze explain out/squeezenet_frozen testdata/photos/chelsea.png --method all --out out/heatmaps
	@echo "The figure is out/heatmaps/chelsea/figure.png"
	@echo "To explore photos in the browser: bin/tfreeze serve out/squeezenet_frozen, then open http://127.0.0.1:8080"

# Draws the pictures of README.md and docs again, of the photos in testdata.
EXPLAIN := bin/tfreeze explain out/squeezenet_frozen
PAPER := grad,integrated_gradients,smoothgrad
pictures: build
	rm -rf out/squeezenet_frozen out/pictures
	bin/tfreeze gen testdata/squeezenet/saved_model --out out/squeezenet_frozen
	$(EXPLAIN) testdata/photos/chelsea.png --method $(PAPER) --view heat --out out/pictures/cat
	$(EXPLAIN) testdata/photos/chelsea.png --method all --out out/pictures/six
	$(EXPLAIN) testdata/photos/chelsea.png testdata/photos/coffee.png --method grad,smooth_guided_backprop --view heat --figure-layout images --out out/pictures/images
	bin/tfreeze sweep out/squeezenet_frozen testdata/photos/chelsea.png --method grad,smooth_guided_backprop --view heat --out out/pictures/sweep
	cp out/pictures/cat/chelsea/figure.png docs/egyptian-cat.png
	cp out/pictures/six/chelsea/figure.png docs/chelsea.png
	cp out/pictures/images/figure.png docs/figure-images.png
	cp out/pictures/sweep/sweep.png docs/sweep.png

build: $(SETUP)
	@case "$$(uname -sm)" in "Linux x86_64" | "Linux aarch64") ;; \
	  *) echo "tfreeze builds only on Linux, on amd64 or arm64 (docs/reference/limits.md); this is $$(uname -sm)" >&2; exit 1 ;; esac
	go build -buildvcs=auto -o bin/tfreeze ./cmd/tfreeze

# Installs the program, the library and the shell completions below PREFIX.
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

# The browser for the tests that open pages.
chromium:
	@tools/setup/chromium.sh

test: build arch $(VENV) chromium
	@test -z "$$(gofmt -l .)" || { echo "not gofmt'ed:"; gofmt -l .; exit 1; }
	go vet ./...
	go test -timeout 60m ./...
	$(MAKE) examples

# Runs the programs in examples/, in modules of their own, as a user's would be: on generated bindings, and on package tfreeze.
examples: build
	rm -rf out/examples
	bin/tfreeze gen testdata/squeezenet/saved_model --out out/examples/squeezenet
	bin/tfreeze explain out/examples/squeezenet testdata/photos/chelsea.png --out out/examples/maps --target beagle --percentile 70 \
	  --freeze threshold,mask --method guided_backprop,integrated_gradients,smoothgrad --steps 4 --samples 3 --seed 7 >/dev/null
	cd examples && export CGO_LDFLAGS="$(LINKED)" TF_CPP_MIN_LOG_LEVEL=2 && go vet ./... && go test -count=1 ./... && \
	  go run ./heatmap ../out/examples/squeezenet ../testdata/photos/chelsea.png ../out/examples/heatmap.png
	cd examples/figure && go vet ./... && go test -count=1 ./... && \
	  go run . ../../out/examples/squeezenet ../../testdata/photos/chelsea.png ../../out/examples/figure.png
	cd examples/beam && go vet ./... && go test -count=1 ./...

# Runs the example on Beam on the job service of Python's Beam, too, with workers in and out of the program; 0.5 GB of packages.
beam: $(SETUP) out/beam/venv
	cd examples/beam && go build -o ../../out/beam/boot github.com/apache/beam/sdks/v2/go/container && \
	  PYTHON_WITH_BEAM=$(ROOT)/out/beam/venv/bin/python BEAM_BOOT=$(ROOT)/out/beam/boot go test -count=1 -v ./...

out/beam/venv: examples/beam/requirements.txt
	python3 -m venv $@ && $@/bin/pip install --quiet -r $< && touch $@ || { rm -rf $@; exit 1; }

# Rewrites the bindings that are checked in.
generate: $(SETUP)
	cd examples && go generate ./...

# Runs the Python programs that load what gen writes; make test does so, too.
consumers: build $(VENV)
	go test ./cmd/tfreeze -run TestScripts/consumers -v

# Explains a photo with a full-size VGG16 with random weights, from a V1 checkpoint like TF-slim's.
vgg16: build
	mkdir -p out
	[ -f out/vgg_16.ckpt ] || go run ./tools/randomvgg out/vgg_16.ckpt
	bin/tfreeze explain --arch vgg_16 --checkpoint out/vgg_16.ckpt testdata/photos/chelsea.png --steps 10 --samples 5 --out out/vgg_16 --overwrite

# Compares real architectures with Python; takes hours. ZOO="ResNet50 vgg_a" does these again.
zoo: build out/zoo/venv
	out/zoo/venv/bin/python tools/zoo/zoo.py bin/tfreeze out/zoo docs/zoo.md $(ZOO)

out/zoo/venv: tools/zoo/requirements.txt
	python3 -m venv $@
	$@/bin/pip install --quiet -r $<

# Times tfreeze against the original Python code and PyTorch: out/bench/report.md and report.png. DEEPEXPLAIN is a clone of marcoancona/DeepExplain.
bench: build
	go build -o bin/bench ./tools/bench
	tools/bench/prepare.sh out/bench
	out/bench/venv/bin/python tools/bench/bench.py --deepexplain "$(DEEPEXPLAIN)"

# Compares tfreeze's maps with those of the original code; takes minutes. DEEPEXPLAIN is a clone of marcoancona/DeepExplain.
crossval: build out/crossval/venv
	out/crossval/venv/bin/python tools/crossval/crossval.py testdata/squeezenet/saved_model testdata/photos/chelsea.png \
	  --out docs/crossval.md $(if $(DEEPEXPLAIN),--deepexplain $(DEEPEXPLAIN)) \
	  $(if $(RECTGRAD),--rectgrad $(RECTGRAD)) $(if $(PATHWAY),--pathway $(PATHWAY))

out/crossval/venv: tools/crossval/requirements.txt
	python3 -m venv $@ && $@/bin/pip install --quiet -r $< && touch $@ || { rm -rf $@; exit 1; }

# Both soaks: that of jobs, then that of the server.
soak: soak-shards soak-server

# Kills the workers of a job 50 times, and explains 10,000 images in 8 shards by 4 processes; minutes.
soak-shards: build
	TFREEZE_KILLS=50 go test -count=1 -timeout 60m ./cmd/tfreeze -run TestKilled -v
	go run ./tools/soak bin/tfreeze testdata/tiny/frozen.pb out/soak --preprocess vgg --method grad --freeze threshold --threads 1

# One process explains 100,000 images, to see whether its memory grows: a quarter of an hour, 3 GB of disk.
soak-memory: build
	go run ./tools/soak -images 100000 -shards 1 -processes 1 bin/tfreeze testdata/tiny/frozen.pb out/soak_memory --preprocess vgg --method grad --freeze threshold --threads 1

# Records what Quantus and xplique measure, for the tests of package evaluate.
metrics: out/metrics/venv
	out/metrics/venv/bin/python tools/metrics/record.py evaluate/testdata/others.json

# Draws the pictures of docs/explanation/evidence.md, of the photos that ship.
evidence: build
	[ -d out/squeezenet_frozen ] || bin/tfreeze gen testdata/squeezenet/saved_model --out out/squeezenet_frozen
	go run ./tools/evidence out/squeezenet_frozen testdata/photos/chelsea.png testdata/photos/coffee.png docs/explanation

out/metrics/venv: tools/metrics/requirements.txt
	python3 -m venv $@ && $@/bin/pip install --quiet -r $< && touch $@ || { rm -rf $@; exit 1; }

# Loads a server on the loopback, beside TensorFlow's own signatures in Python. Its two long parts end after MINUTES each.
REQUESTS ?= 10000
MINUTES ?= 20
soak-server: build $(VENV)
	[ -d out/squeezenet_frozen ] || bin/tfreeze gen testdata/squeezenet/saved_model --out out/squeezenet_frozen
	$(PYTHON) tools/load/soak.py bin/tfreeze out/squeezenet_frozen $(REQUESTS) $(MINUTES)

# Asks a server by KServe's and Triton's clients and Vertex's types.
clients: build out/clients/venv
	[ -d out/squeezenet_frozen ] || bin/tfreeze gen testdata/squeezenet/saved_model --out out/squeezenet_frozen
	out/clients/venv/bin/python tools/load/clients.py bin/tfreeze out/squeezenet_frozen

out/clients/venv: tools/load/requirements.txt
	python3 -m venv $@ && $@/bin/pip install --quiet -r $< && touch $@ || { rm -rf $@; exit 1; }

# Checks who imports whom, by the table in WORKSPACE.md, and what builds without cgo.
arch:
	@tools/arch/check.sh

clean:
	rm -rf bin out
