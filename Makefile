# What a person does with this tree. Each target says what it runs and asks nothing.
#
#   make demo    from a fresh machine to three journeys told and a server running
#   make test    everything that must hold: format, lints, docs, all tests on both databases, tools not ours
#   make lint    the quick part of `make test`
#   make bench   figures of this machine, and ratios to what it can do at all
#   make bench-long   the same with millions of events; takes hours
#   make bench-open   with a million parcels under way
#   make faults  servers killed, databases stopped, answers lost, a hundred times: what was acknowledged, what is found
#   make labels  every label and paper with sample data, in every size and format, in out/labels
#   make pages   every page in every state and language, as PNG in out/pages

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.PHONY: demo test lint bench bench-long bench-open faults labels pages

demo:
	@scripts/setup build
	echo "==> building for the demo; cold it takes some ten minutes of one processor"
	cargo run --locked --profile demo -- demo --dir hosopost-demo

test:
	@scripts/setup build test
	trap 'echo "==> stopping the private PostgreSQL"; scripts/postgres stop' EXIT
	echo "==> starting a private PostgreSQL on loopback"
	HOSOPOST_TEST_POSTGRES="$$(scripts/postgres start)"
	HOSOPOST_TEST_BROWSER="$$(command -v chromedriver)"
	export HOSOPOST_TEST_POSTGRES HOSOPOST_TEST_BROWSER
	if [ -z "$${HOSOPOST_DATA:-}" ] && [ -d ../shared/data ]; then
	    HOSOPOST_DATA="$$(cd ../shared/data && pwd)"; export HOSOPOST_DATA
	fi
	$(MAKE) --no-print-directory lint
	echo "==> cargo test, on SQLite and on PostgreSQL, pages also in a real browser"
	# One that hangs is red and named: `cargo test` says which test has been running for long.
	timeout --kill-after=10s 45m cargo test --locked
	echo "==> the bench, shortened: that it works, no figures"
	cargo test --locked --bench figures -- --quick >/dev/null
	echo "==> tools not ours: two decoders on the labels, a verifier on webhooks, a fuzzer on the API"
	cargo build --locked
	scripts/outside
	echo "==> all good"

lint:
	@echo "==> cargo fmt --check"
	cargo fmt --check
	echo "==> cargo clippy, warnings are errors"
	cargo clippy --locked --all-targets -- -D warnings
	echo "==> cargo doc, warnings are errors"
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items --quiet
	if cargo deny --version >/dev/null 2>&1; then
	    echo "==> cargo deny: licences, bans, sources"
	    cargo deny --offline check licenses bans sources
	fi

bench: FIGURES = --json out/bench.json
bench-long: FIGURES = --long --json out/bench-long.json
bench-open: FIGURES = --open 1000000 --json out/bench-open.json
bench bench-long bench-open:
	@scripts/setup build test
	trap 'scripts/postgres stop' EXIT
	HOSOPOST_TEST_POSTGRES="$$(scripts/postgres start)"
	export HOSOPOST_TEST_POSTGRES
	if [ -z "$${HOSOPOST_DATA:-}" ] && [ -d ../shared/data ]; then
	    HOSOPOST_DATA="$$(cd ../shared/data && pwd)"; export HOSOPOST_DATA
	fi
	echo "==> building for release; cold it takes some twenty minutes of one processor"
	cargo bench --locked --bench figures -- $(FIGURES)

faults:
	@scripts/setup build test
	trap 'scripts/postgres stop' EXIT
	HOSOPOST_TEST_POSTGRES="$$(scripts/postgres start)"
	HOSOPOST_FAULTS=long
	HOSOPOST_FAULTS_OUT="$$PWD/out/faults.txt"
	export HOSOPOST_TEST_POSTGRES HOSOPOST_FAULTS HOSOPOST_FAULTS_OUT
	mkdir -p out; rm -f "$$HOSOPOST_FAULTS_OUT"
	kept=yes
	cargo test --locked --test all -- faults:: --test-threads=1 || kept=no
	cat "$$HOSOPOST_FAULTS_OUT"
	[ "$$kept" = yes ]

labels:
	@scripts/setup build
	cargo run --locked -- label --samples out/labels
	echo "==> out/labels"; ls out/labels

pages:
	@scripts/setup build pages
	mkdir -p out/pages
	HOSOPOST_TEST_BROWSER="$$(command -v chromedriver)"
	HOSOPOST_PAGES_OUT="$$PWD/out/pages"
	export HOSOPOST_TEST_BROWSER HOSOPOST_PAGES_OUT
	cargo test --locked --test all -- pages:: browser::road::screens browser::road::camera
	scripts/screenshots out/pages
	echo "==> out/pages"; ls out/pages/*.png
