# scorecut: `make demo` sets everything up and scores a sample film, `make test` runs the tests.
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
CLIP ?= sample_clips/dawn.mp4
PROMPT ?= melancholic cello
OUT ?= out
SYSTEM := ffmpeg libfluidsynth3 musescore-general-soundfont espeak-ng

.DEFAULT_GOAL := help
.PHONY: help setup system demo test check slow bench bench-picture bench-music bench-follow bench-sound feature instruments train-picture listen picture clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: system $(VENV)/.done  ## system packages and a virtual environment (quick the second time)

system:
	@missing=""; for package in $(SYSTEM); do \
	  command -v dpkg-query >/dev/null && dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || missing="$$missing python3-venv"; \
	if [ -n "$$missing" ]; then \
	  if command -v apt-get >/dev/null; then \
	    sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	    echo "installing$$missing"; \
	    $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	  else \
	    echo "please install: ffmpeg 5.1 or later, fluidsynth (libfluidsynth), a General MIDI sound font (MuseScore_General.sf3), espeak-ng"; \
	  fi; \
	fi

$(VENV)/.done: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: setup  ## score a sample film: CLIP=... PROMPT=... OUT=...
	@mkdir -p $(OUT)
	$(BIN)/scorecut $(CLIP) --prompt "$(PROMPT)" -o $(OUT)/$(basename $(notdir $(CLIP))).scored.mp4 --package --force

test: setup  ## the tests (ten to twenty minutes on two cores)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

slow: setup  ## the long tests too: every awkward container, every sample and shared clip end to end
	$(BIN)/python -m pytest -m "slow or not slow" -n 2 --dist loadfile --no-loadscope-reorder

check: setup  ## style, types and the import ladder
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup  ## time and memory beside plain decoding, for a 60 s and a 10-minute 1080p film: ARGS="--only watch"
	$(BIN)/python -m tests.bench $(ARGS)

train-picture: setup  ## train the shot detector anew, from a seed (an hour)
	$(BIN)/python -m tests.train_picture --reels $(OUT)/reels

bench-picture: setup  ## shot detection beside PySceneDetect, on labelled clips and on edits made of a seed
	$(BIN)/python -m tests.bench_picture $(BENCH)

bench-music: setup  ## the music of 6 films with 70 prompts beside real music, and the craft checks: MUSIC="--films dawn --failures"
	$(BIN)/python -m tests.bench_music $(MUSIC)

bench-follow: setup  ## does the rendered music follow the film's curve, and turn with it: FOLLOW="--films dawn"
	$(BIN)/python -m tests.bench_follow $(FOLLOW)

bench-sound: setup  ## how quick and how well mixed: beside the fluidsynth command, and 5 films with 20 prompts: SOUND="--every 5"
	$(BIN)/python -m tests.bench_sound $(SOUND)

feature: setup  ## a two-hour film from start to finish: memory, times, what is left, the hits of its last minute: FEATURE="--hours 0.5"
	$(BIN)/python -m tests.bench_feature $(FEATURE)

instruments: setup  ## every instrument's pitch, level, brightness, attack and end, with contact sheets: INSTRUMENTS="--only horn strings"
	$(BIN)/python -m tests.bench_instruments $(INSTRUMENTS)

listen: setup  ## a picture and a table of one score: CLIP=... PROMPT=...
	$(BIN)/python -m tests.listen $(CLIP) --prompt "$(PROMPT)" -o $(OUT)

picture: setup  ## the picture in the README
	$(BIN)/python -m tests.curve sample_clips/dawn.mp4 --prompt "melancholic cello" -o docs/curve.png

clean:  ## remove what was made
	rm -rf $(OUT) $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
