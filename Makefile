# The two commands: make demo, make test. Both make what they need; make help lists the rest.
# CLUSTER=local (a control plane of our own), kind, or current (your kubeconfig; CONTEXT names a context). Where none is said,
# the demo takes kind if it and a container engine are there, else local; the tests take local.
.DEFAULT_GOAL := help
RUN := tests/run
STAGES := lint types unit docs ansible-lint galaxy sanity differential cluster molecule
UNIT ?= tests/unit
BENCH ?= all
CASES ?= 5000
STEPS ?= 1000
SEED ?= 1
ROUNDS ?= 200

.PHONY: help awx demo test setup build clean bombs bench fuzz fuzz-input interop crash expected faults hostile lives mutants matrix peer-results peer-targets site lint types unit docs ansible-lint galaxy sanity differential cluster molecule corpus charts

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 22
	@echo "  and each stage of make test: $(STAGES)"

demo: ## a chart's whole life on a real Kubernetes API server
	@$(RUN) demo

test: ## everything that CI runs, about 15 minutes; what it needs is set up first
	@$(RUN) test

fuzz: ## random questions to helm's own code and to ours: CASES=200000 SEED=1
	@$(RUN) exec python tests/fuzz/fuzz --cases $(CASES) --seed $(SEED)

fuzz-input: ## broken files to everything that reads what comes from outside: CASES=200000 SEED=1
	@$(RUN) exec python tests/fuzz/inputs --cases $(CASES) --seed $(SEED)

setup: ## the Python environment for the tests, and where it is
	@$(RUN) setup

build: ## the collection's archive, under build/dist
	@$(RUN) build

clean: ## remove what was built in the checkout
	@$(RUN) clean

charts: ## every public chart of the corpus linted and packaged again, beside the real helm
	@$(RUN) exec python tests/differential/charts

corpus: ## every public chart of the corpus against the real helm
	@$(RUN) exec python tests/differential/corpus

unit:
	@$(RUN) exec python -m pytest -q $(UNIT)

bombs: ## odd and hostile charts, all of them, each in a process with limits
	@NATIVE_HELM_BOMBS=all $(RUN) exec python -m pytest -q -n 2 tests/differential/test_odd_input.py

bench: ## all of bench/ in one table, hours: ARGS="--rounds 3 repo render"; BENCH=render runs one, ARGS="-n 20 --json FILE"
	@$(RUN) exec python bench/$(BENCH) $(ARGS)

interop: ## the whole matrix of helm's versions and operations, about 10 minutes; make test runs a sample
	@$(RUN) test interop

crash: ## killed before and after every request of every action, of fleets and of plans, every reply lost; make test runs a sample
	@$(RUN) test crash

faults: ## every fault of an API server at every request of every action; make test runs a sample
	@$(RUN) test faults

awx: ## jobs as AWX runs them: elsewhere, in slices, out of time, on runners where nothing is there yet; make test runs a sample
	@$(RUN) test awx

hostile: ## what check mode predicts is what the run does: every operation under webhooks, policies, quotas, missing rights ...
	@$(RUN) test hostile

side-by-side: ## eight different releases in threads of one process, as in eight processes: ROUNDS=200; make test runs a sample
	@NATIVE_HELM_ROUNDS=$(ROUNDS) $(RUN) test side-by-side

lives: ## random lives of releases, with helm and others at work beside us: STEPS=10000 SEED=1; make test runs a sample
	@NATIVE_HELM_STEPS=$(STEPS) NATIVE_HELM_SEED=$(SEED) $(RUN) test lives

peer-results: ## kubernetes.core and ours play the drop-in modules' playbooks, and in what they differ: ARGS="helm_pull"
	@$(RUN) exec python tests/tools/peer_results $(ARGS) --ours

peer-targets: ## kubernetes.core's own integration targets with our modules: PEER=its checkout, ARGS="helm_pull --peer"
	@$(RUN) exec python tests/modules/targets/run $(PEER) $(ARGS)

matrix: ## the guides on every ansible-core and Python that this machine has: ARGS="--ansible 2.16 --write"
	@$(RUN) exec python tests/matrix/matrix $(ARGS)

expected: ## the tests' expected values, asked of helm, Go and others again: FOLDER=tests/unit/sprig; without it, a list
	@$(RUN) exec python tests/expected $(FOLDER)

site: ## the documentation as a site, in build/site/html
	@$(RUN) test site

mutants: ## the code changed a little, thousands of times: does a test notice? ROOM=plan, ARGS="--sample 100 --seed 1"
	@$(RUN) exec python tests/mutants/mutants $(if $(ROOM),--room $(ROOM)) $(ARGS)

lint types docs ansible-lint galaxy sanity differential cluster molecule:
	@$(RUN) test $@
