MVN ?= mvn
JAR := target/distcomp-fat.jar
SCALE ?= 1
REDIS_IMAGE ?= redis:7.2
SHAPE := ArchitectureTest,SourceFilesTest,ScriptHeaderTest

.DEFAULT_GOAL := help
.PHONY: help check test it chaos browser screenshots page containers bench run image compose slurm reproducible fmt

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

check: ## format, warnings as errors, the rules of the code's shape, declared libraries: no servers
	$(MVN) -q spotless:check test dependency:analyze-only@dependencies -Dtest='$(SHAPE)'

test: ## the fast tests, against a real Redis server
	$(MVN) test

it: ## all tests, whole nodes in their own processes included
	$(MVN) verify

chaos: ## the tests that kill nodes and Redis while tasks run, in their full sizes: hours
	$(MVN) verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dexcluded.groups=browser \
		-Ddistcomp.chaos.scale=$(SCALE) -Dit.test='io/distcomp/chaos/*IT,TwoNodesIT,OrphansIT'

browser: ## the tests of the page in Chromium
	$(MVN) verify -Dexcluded.groups= -Dgroups=browser

screenshots: ## the pictures of docs/dashboard.md, from three nodes at work: ten minutes
	$(MVN) verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dexcluded.groups= -Dit.test=PicturesIT

page: ## what the page costs over a million tasks and a hundred nodes
	$(MVN) verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dexcluded.groups= -Dit.test=PageCostIT

containers: ## the tests of the queue against a Redis in containers, REDIS_IMAGE; needs a container engine
	$(MVN) test -Pcontainers -Dtest='io/distcomp/queue/*Test,RedisServerTest' -Dredis.image=$(REDIS_IMAGE)

bench: ## speed, latency, start-up, memory and depth, beside other tools; results in bench/out
	$(MVN) -q -DskipTests package
	bench/run all

run: ## a node with conf.json
	$(MVN) -q -DskipTests package
	java -jar $(JAR) -conf conf.json

compose: ## three nodes and their Redis in containers, DISTCOMP_IMAGE and REDIS_IMAGE; needs a container engine
	docker/check-compose

slurm: ## allocations of a Slurm of its own, on this machine; needs root, slurm-wlm and munge
	deploy/slurm/check

image: ## the container image, built and seen to work; needs a container engine
	docker/check

reproducible: ## two builds of the last commit, in two folders, have the same bytes
	.ci/reproducible

fmt: ## format all sources
	$(MVN) -q spotless:apply
