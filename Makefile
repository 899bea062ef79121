MVN ?= mvn
JAR := target/distcomp-fat.jar
SCALE ?= 1
SHAPE := ArchitectureTest,SourceFilesTest,ScriptHeaderTest

.DEFAULT_GOAL := help
.PHONY: help check test it chaos browser bench run fmt

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

check: ## format, warnings as errors, and the rules of the code's shape: no servers
	$(MVN) -q spotless:check test -Dtest='$(SHAPE)'

test: ## the fast tests, against a real Redis server
	$(MVN) test

it: ## all tests, whole nodes in their own processes included
	$(MVN) verify

chaos: ## the tests that kill nodes and Redis while tasks run, in their full sizes: hours
	$(MVN) verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dexcluded.groups=browser,containers \
		-Ddistcomp.chaos.scale=$(SCALE) -Dit.test='io/distcomp/chaos/*IT,TwoNodesIT,OrphansIT'

browser: ## the tests of the page in Chromium
	$(MVN) verify -Dexcluded.groups= -Dgroups=browser

bench: ## speed, latency and start-up, with results in bench/out
	$(MVN) -q -DskipTests package
	bench/run all

run: ## a node with conf.json
	$(MVN) -q -DskipTests package
	java -jar $(JAR) -conf conf.json

fmt: ## format all sources
	$(MVN) -q spotless:apply
