# One entry per task, the same by hand and in CI. `make help` lists them.

SWIFT ?= swift
RELEASE := .build/release/apus
# One file that runs without Swift installed, with the names of functions but not their source lines.
RELEASE_FLAGS := -c release --product apus --static-swift-stdlib -Xlinker --strip-debug

.DEFAULT_GOAL := help

.PHONY: help
help: ## lists the tasks
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.PHONY: packages
packages: ## installs what Apus needs from Debian
	@scripts/install-packages

.PHONY: build
build: packages ## builds the release binary
	@command -v $(SWIFT) >/dev/null || { echo "Swift 6.3 is needed: https://www.swift.org/install/linux" >&2; exit 1; }
	@scripts/progress "building apus (release; the first time takes some minutes)" $(SWIFT) build $(RELEASE_FLAGS)

# Asked before the build, which takes its time.
.PHONY: root
root:
	@[ "$$(id -u)" = 0 ] || { echo "a cluster needs root: it runs containers and sets up their network" >&2; exit 1; }

.PHONY: up
up: root build ## starts a one-node cluster on this machine and runs the example on it
	@$(RELEASE) up
	@APUS=$(RELEASE) scripts/example

.PHONY: down
down: ## stops the cluster and removes everything it made
	@if [ -x $(RELEASE) ]; then $(RELEASE) down; else echo "nothing to stop: apus is not built"; fi

.PHONY: test
test: packages ## runs every test
	@scripts/test

.PHONY: fuzz
fuzz: packages ## fuzzes one decoder; as `make fuzz TARGET=json SECONDS=600`
	@scripts/fuzz "$(TARGET)" "$(SECONDS)"

.PHONY: bench
bench: build ## measures speed, start and memory; as `make bench ARGS="json api --output json"`
	@$(RELEASE) bench $(ARGS)

.PHONY: format
format: ## formats the source
	@$(SWIFT) format -i -r -p Sources Tests Package.swift

.PHONY: lint
lint: ## checks the format of the source
	@$(SWIFT) format lint -r -p --strict Sources Tests Package.swift

.PHONY: generate
generate: ## regenerates Sources/KubernetesAPI from Schema/
	@$(SWIFT) run generate-types
