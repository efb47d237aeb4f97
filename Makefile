# make demo    environment, build and report of the demo shop; REPORT_LANGUAGE=ko for one language only
# make run     the same for your own files: make run SHOP=dacon RAW=path/to/files
#             TARGET=spark builds on a local Spark session (Java 17), into warehouse/dacon_spark/
# make publish the marts for BI tools, Parquet readers and campaign tools, into published/
# make test    everything that is checked: style, types, builds, tests
# make screenshots draws the pictures of the README anew, from the database of `make demo`
# make metrics adds MetricFlow to the environment, which answers the metrics: mf list metrics
# make clean   removes what was built; `make clean-models` also forgets fitted models

SHOP ?= dacon
RAW ?=
REPORT_LANGUAGE ?=
TARGET ?= duckdb
DATABASE ?= warehouse/demo.duckdb
PUBLISHED ?= published/$(basename $(notdir $(DATABASE)))
POSTGRES ?=

# the newest Python that is supported and runs; or name one: make demo PYTHON=python3.12
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	$$python -c '' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
STAMP := .venv/.installed
METRICS_STAMP := .venv/.metrics-installed
SPARK_STAMP := .venv/.spark-installed
export PATH := $(CURDIR)/$(BIN):$(PATH)
export DBT_SEND_ANONYMOUS_USAGE_STATS := false

.PHONY: demo run run-duckdb run-spark report publish screenshots test checked-demo lint metrics spark clean clean-models

demo: $(STAMP)
	SEGMART_DATABASE=warehouse/demo.duckdb SEGMART_RAW= dbt build
	@$(MAKE) --no-print-directory report DATABASE=warehouse/demo.duckdb

run: $(STAMP)
	@test -n "$(RAW)" || { echo "make run: RAW is not set; expected: make run SHOP=dacon RAW=path/to/files"; exit 2; }
	@$(MAKE) --no-print-directory run-$(TARGET)

run-duckdb:
	SEGMART_DATABASE=warehouse/$(SHOP).duckdb SEGMART_RAW="$(RAW)" \
		dbt build --vars '{"shop": "$(SHOP)"}'
	@$(MAKE) --no-print-directory report DATABASE=warehouse/$(SHOP).duckdb

run-spark: spark
	SEGMART_SPARK=warehouse/$(SHOP)_spark SEGMART_RAW="$(RAW)" \
		python -m dbt_project.spark --vars '{"shop": "$(SHOP)"}'
	@echo "marts: warehouse/$(SHOP)_spark/tables/marts.db"

report: $(STAMP)
	@report=$$(python -m reports --database $(DATABASE) --output target/report/$(basename $(notdir $(DATABASE))) \
		$(if $(REPORT_LANGUAGE),--lang $(REPORT_LANGUAGE))) && \
		echo "report:   $$report" && echo "database: $(DATABASE)"

publish: $(STAMP)
	@python -m reports.publishing --database $(DATABASE) --duckdb $(PUBLISHED)/segmart.duckdb \
		--parquet $(PUBLISHED)/parquet --audiences $(PUBLISHED)/audiences \
		$(if $(POSTGRES),--postgres "$(POSTGRES)")

screenshots: $(STAMP)
	tests/reports/browser/install.sh
	@$(MAKE) --no-print-directory report DATABASE=warehouse/demo.duckdb
	python -m tests.reports.browser.screenshots

# style and build side by side, each with a dbt of its own
test: metrics
	@$(MAKE) --no-print-directory -j 2 lint checked-demo
	SEGMART_DEMO=target/test/demo.duckdb pytest --numprocesses auto --dist loadfile --no-loadscope-reorder --durations 20

checked-demo: $(STAMP)
	rm -f target/test/demo.duckdb
	DBT_TARGET_PATH=target/test DBT_LOG_PATH=target/test \
		SEGMART_DATABASE=target/test/demo.duckdb SEGMART_RAW= dbt build

lint: $(STAMP)
	ruff check .
	ruff format --check .
	mypy
	dbt --warn-error parse --no-partial-parse
	sqlfluff lint models dbt_project/data_tests --disable-progress-bar --processes 0

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; ok = (3, 11) <= sys.version_info[:2] <= (3, 13); sys.exit(not ok and "found Python %d.%d, expected 3.11 to 3.13: make PYTHON=python3.12" % sys.version_info[:2])'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

metrics: $(METRICS_STAMP)

$(METRICS_STAMP): requirements-metrics.lock $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -r requirements-metrics.lock
	@touch $@

spark: $(SPARK_STAMP)

$(SPARK_STAMP): requirements-spark.lock $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -r requirements-spark.lock
	@touch $@

clean:
	rm -rf target logs

clean-models: clean
	rm -rf warehouse
