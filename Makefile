# A thin front for the commands that developers and CI run. `make` lists them.

# Which CLI `make smoke`, `make bench` and `make soak` run: path, 1.6, 1.8 to 1.15, opentofu-1.6, or the path of an executable.
TERRAFORM ?= path
CARGO ?= cargo

.DEFAULT_GOAL := help
.PHONY: help build release install dist demo test test-matrix lint doc docs docs-check unit smoke bench bench-host soak fuzz audit fmt clean-tools

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## Build the provider for development
	$(CARGO) build

release: ## Build the provider as it is released (target/release/terraform-provider-intune)
	$(CARGO) build --release

install: release ## Install it for this user, where Terraform and OpenTofu look without a registry
	tools/install

dist: ## Make the files of a release for this machine's platform, and try them from a mirror
	$(CARGO) xtask dist --try

demo: ## Show the provider at work in a real Terraform, on a simulated tenant (DEMO_MODE=live|documented)
	tools/demo

test: lint doc docs-check unit ## Everything that CI runs
	$(MAKE) smoke TERRAFORM=1.15
	$(MAKE) smoke TERRAFORM=opentofu-1.6

lint: ## Check the formatting and the lints
	$(CARGO) fmt --all --check
	tools/cli path fmt -check -diff -recursive examples
	$(CARGO) clippy --workspace --all-targets -- -D warnings

doc: ## Check that the documentation of the code builds without warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps

docs: ## Write the registry's pages (docs/) from the schemas, examples/ and templates/
	$(CARGO) xtask docs

docs-check: ## Check that the registry's pages are what would be written
	$(CARGO) xtask docs --check

unit: ## Run every test, the end-to-end ones on the terraform of the PATH
	$(CARGO) test --workspace

# All of the workspace, as in `unit`: chosen alone, packages would be built anew with fewer features.
smoke: ## Run the life of an assignment, and of what the host is asked most, on one CLI (TERRAFORM=1.15, opentofu-1.6, path, ...)
	TERRAFORM=$(TERRAFORM) $(CARGO) test --workspace --test e2e -- harness:: smoke::
	TERRAFORM=$(TERRAFORM) $(CARGO) test --workspace --test conformance -- imports:: replacement:: unknown::

bench: ## Measure the provider beside Terraform's own floor (BENCH="--case 100x5 --latency 50" for a part)
	TERRAFORM=$(TERRAFORM) $(CARGO) xtask bench $(BENCH)

bench-host: ## Measure the plugin host beside Terraform's own floor, with the conformance provider
	TERRAFORM=$(TERRAFORM) $(CARGO) bench --package terraform-provider-tfcoremock --bench host

soak: ## Look for assignments that get lost, in bad weather and company (SOAK="--minutes 30 --seed 7")
	TERRAFORM=$(TERRAFORM) $(CARGO) xtask soak $(SOAK)

fuzz: ## Look for input that the provider cannot take (FUZZ="--seconds 600 --seed 7 --target rpcs")
	$(CARGO) run --quiet --package fuzz -- $(FUZZ)

test-matrix: ## Run the end-to-end suites on every supported CLI (VERSIONS="1.6 opentofu-1.6" for some)
	tools/matrix $(VERSIONS)

audit: ## Check licences, sources and advisories of the dependencies
	tools/audit

fmt: ## Format code and examples
	$(CARGO) fmt --all
	tools/cli path fmt -recursive examples

clean-tools: ## Remove what the tools installed into .tools
	rm -rf .tools
