# What a contributor types. The work is done by scripts in .ci, so that a
# person and CI run the same.

.PHONY: build test lint bench fuzz clean

build: ## the binary, in bin/
	go build -trimpath -o bin/covls ./cmd/covls

test: ## everything: lint, tests with the race detector, other platforms, other clients
	@.ci/test

lint: ## vet and staticcheck
	@.ci/lint

bench: ## benchmarks of every package
	go test -run '^$$' -bench . -benchmem ./...

fuzz: ## every fuzz target; FUZZTIME=60s each
	@.ci/fuzz $(or $(FUZZTIME),60s)

clean:
	rm -rf bin dist .cache
