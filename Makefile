# The usual targets. CONTRIBUTING.md lists all commands.
MVN ?= mvn

.PHONY: help verify fmt demo chaos bench crd docs

help: ## lists the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

verify: ## builds and runs all tests
	$(MVN) -B verify

fmt: ## formats the sources and sorts imports
	$(MVN) -q net.revelc.code.formatter:formatter-maven-plugin:2.29.0:format net.revelc.code:impsort-maven-plugin:1.13.0:sort

demo: ## runs a demo of the operator
	$(MVN) -q -Pdemo

chaos: ## kills the operator at random; needs HATHORA_IT_KUBECONFIG
	$(MVN) -q -Pchaos

bench: ## runs the benchmark; needs HATHORA_IT_KUBECONFIG
	$(MVN) -q -Pbenchmark

crd: ## generates the CRD from the types
	$(MVN) -q test -Dtest=CrdTest -Dcrd.write=true

docs: ## generates the tables in the documentation
	$(MVN) -q test -Dtest=DocumentationTest -Ddocs.write=true
