# make serve : l'atlas sur http://127.0.0.1:8501      make test : tous les tests
# make test-quick : sans navigateur ni PostGIS, le temps d'un café
# make test-long : les épreuves qui durent (charge, pannes, une machine nue)
# make check : style, types (Python et JavaScript), couches, versions figées  make fix : corrige le style
# make coverage : les tests, et ce qu'ils parcourent   make docs : le site de la documentation, dans site/
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin
# Tests start hundreds of processes: what Python compiled for one serves the others.
unexport PYTHONDONTWRITEBYTECODE
# One more than the cores: a test that drives a browser mostly waits for it.
WORKERS := $(shell cores=$$(nproc); echo $$((cores < 3 ? cores + 1 : 4)))
# The quick tier waits for nothing, and each worker imports all of it: no more of them than cores.
QUICK := $(shell cores=$$(nproc); echo $$((cores < 4 ? cores : 4)))
EACH_PAGE := tests/pages/test_pages.py::TestEachPage::test_it_asks_a_question_answers_it_and_says_what_is_documented
# Files go whole to a worker, in their order: those of the browser, which wait most, come first.
PYTEST = $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
FRANCE := data/geography/france/communes.parquet
DATA := $(FRANCE) $(shell find data -name '*.csv' -o -name '*.geojson' -o -name '*.json' -o -name '*.yaml' -o -path 'data/loads/*.parquet')
CODE := $(shell find cls_dash/ingest cls_dash/store cls_dash/render -name '*.py')

.PHONY: serve test test-quick test-long coverage check fix docs bench bench-first-sight bench-maps bench-load clean
.DELETE_ON_ERROR:

serve: data/cls.gpkg
	$(BIN)/streamlit run app.py --server.address 127.0.0.1 --server.port $(PORT)

data/cls.gpkg: .venv/.ready $(DATA) $(CODE)
	$(BIN)/cls-dash build

# Without registries to fetch it from, the atlas shows the communes of data/ alone.
$(FRANCE): | .venv/.ready
	$(BIN)/cls-dash geography --france || echo "La carte de France attendra : make serve la demandera encore."

.venv/.ready: pyproject.toml uv.lock .ci/environment
	PYTHON=$(PYTHON) .ci/environment

test: .venv/.ready
	.ci/machine
	$(PYTEST) --durations=12

# Of pages, that each answers: what they say is built by functions, which tests/unit asks.
test-quick: .venv/.ready
	$(PYTEST) -n $(QUICK) tests/unit $(EACH_PAGE) -m "not long and not slow" --hypothesis-profile=quick

# What takes minutes, or a machine to itself: one after another.
test-long: .venv/.ready
	.ci/machine
	$(BIN)/pytest -m long --durations=12
	$(BIN)/pytest -m "hypothesis and not long" --hypothesis-profile=long
	tests/long/first_command.sh

coverage: .venv/.ready
	$(PYTEST) --cov --cov-report=term --cov-fail-under=95

check: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	.ci/scripts
	.ci/locked

# The site must ask nothing of another host.
docs: .venv/.ready
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	! grep -rlE '(src="|<link [^>]*rel="(stylesheet|preconnect|icon)"[^>]*href="|@import url\()https?://' site

fix: .venv/.ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.ready
	$(BIN)/python -m benchmarks.chance
	$(BIN)/python -m benchmarks.payload
	$(BIN)/python -m benchmarks.travel
	$(BIN)/python -m benchmarks

bench-first-sight: .venv/.ready
	$(BIN)/python -m benchmarks first_sight

bench-maps: .venv/.ready
	$(BIN)/python -m benchmarks maps

bench-load: .venv/.ready
	$(BIN)/python -m benchmarks load

clean:
	rm -rf .venv .tools site data/cls.gpkg
