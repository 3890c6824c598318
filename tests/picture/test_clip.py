"""CLIP is loaded from a folder or a cache, never from the network, and fails in one line."""

import os
import socket
import subprocess
import sys

import numpy as np
import pytest

from scorecut.errors import MissingError, UsageError
from scorecut.picture import models
from scorecut.picture.embedding import find_embedder
from scorecut.picture.settings import PictureSettings
from scorecut.picture.torchvision_guard import declare, wanted_operators


def test_a_local_folder_gives_unit_vectors(tiny_clip):
    clip = find_embedder("clip", PictureSettings(clip_weights=tiny_clip, batch=2))
    assert clip is not None and clip.size == 32 and clip.temperature == pytest.approx(1 / 0.07, abs=0.1)
    pictures = np.random.default_rng(1).integers(0, 256, (5, 32, 32, 3), dtype=np.uint8)
    vectors = clip.images(pictures)
    assert vectors.shape == (5, 32) and vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(5), abs=1e-5)
    assert np.array_equal(vectors, clip.images(pictures))
    words = clip.texts(["a film still", "a storm"])
    assert words.shape == (2, 32) and np.linalg.norm(words, axis=1) == pytest.approx(np.ones(2), abs=1e-5)


def test_short_sentences_read_alone_say_the_same(tiny_clip):
    import torch

    from scorecut.picture.clip import from_folder

    clip = from_folder(tiny_clip, 8)
    sentences = ["a storm", "a film still of people who run", "rain"]
    with torch.inference_mode():
        whole = clip._model.encode_text(clip._tokenizer(sentences), normalize=True).numpy()
    assert np.abs(clip.texts(sentences) - whole).max() < 1e-5
    with torch.inference_mode():
        after = clip._model.encode_text(clip._tokenizer(sentences), normalize=True).numpy()
    assert np.array_equal(whole, after), "the model is as it was"


def test_pictures_are_scaled_as_open_clip_does_it(tiny_clip):
    import torch
    from PIL import Image

    from scorecut.picture.clip import from_folder
    from scorecut.picture.stills import square

    clip = from_folder(tiny_clip, 8)
    import open_clip

    _, _, preprocess = open_clip.create_model_and_transforms(f"local-dir:{tiny_clip}")
    rng = np.random.default_rng(3)
    coarse = rng.integers(0, 256, (9, 16, 3), dtype=np.uint8)
    picture = np.asarray(Image.fromarray(coarse).resize((455, 256), Image.Resampling.BICUBIC))
    with torch.inference_mode():
        theirs = clip._model.encode_image(preprocess(Image.fromarray(picture))[None], normalize=True).numpy()[0]
    ours = clip.images(square(picture, 32)[None])[0]
    assert float(ours @ theirs) > 0.999


def test_the_identity_is_that_of_the_content(tiny_clip, tmp_path):
    from scorecut.picture.clip import from_folder
    from tests.picture.tiny_clip import write_tiny_clip

    same = from_folder(write_tiny_clip(tmp_path / "elsewhere"), 8).identity
    other = from_folder(write_tiny_clip(tmp_path / "other", seed=2), 8).identity
    assert from_folder(tiny_clip, 8).identity == same != other


@pytest.mark.parametrize(
    ("content", "complaint"), [({}, "no open_clip_config.json"), ({"open_clip_config.json": "{}"}, "no weights")]
)
def test_a_folder_without_weights_says_what_is_missing(tmp_path, content, complaint):
    for name, text in content.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(MissingError, match=complaint):
        find_embedder("clip", PictureSettings(clip_weights=tmp_path))


def test_broken_weights_are_named(tiny_clip, tmp_path):
    (tmp_path / "open_clip_config.json").write_bytes((tiny_clip / "open_clip_config.json").read_bytes())
    (tmp_path / "open_clip_model.safetensors").write_bytes(b"no weights at all")
    with pytest.raises(MissingError, match="cannot read the weights"):
        find_embedder("clip", PictureSettings(clip_weights=tmp_path))


def test_an_unknown_embedder_names_those_there_are():
    with pytest.raises(MissingError, match="no embedder named 'eyes'; there are clip"):
        find_embedder("eyes", PictureSettings())


def test_without_weights_nothing_asks_the_network(monkeypatch, tmp_path):
    def refuse(*_args, **_keywords):
        raise AssertionError("the network was asked")

    (tmp_path / "hub" / "models--somebody--something").mkdir(parents=True)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert find_embedder("clip", PictureSettings()) is None
    assert all(row.path is None for row in models.list_models() if row.model == "ViT-L-14")


def test_unknown_weights_name_the_tags_there_are():
    with pytest.raises(UsageError, match=r"no weights 'nothing' of ViT-B-32; there are .*laion2b_s34b_b79k"):
        models.weights_config("ViT-B-32", "nothing")


@pytest.mark.parametrize("model", ["ViT-B32-256", "vit-b-32-256"])
def test_an_unknown_model_names_those_near_it(model, monkeypatch):
    monkeypatch.setattr(models, "any_cache", lambda: False)
    with pytest.raises(UsageError, match=r"near it are ViT-B-32-256, .*models list"):
        find_embedder("clip", PictureSettings(clip_model=model, clip_tag=""))


def test_a_model_without_a_tag_takes_the_one_we_suggest_or_the_last():
    assert models.tag_of("ViT-L-14", "") == "datacomp_xl_s13b_b90k"
    assert models.tag_of("ViT-H-14", "") in models.tags_of("ViT-H-14")
    assert {row[:2] for row in models.SUGGESTED} <= set(models.all_pairs()), "what we suggest exists"


def test_whatever_weights_are_here_are_listed(monkeypatch, tmp_path):
    """Weights of a model that is not suggested, as the hub's cache keeps them."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    repository = models.weights_config("ViT-B-16", "laion2b_s34b_b88k")["hf_hub"].rstrip("/")
    home = tmp_path / f"models--{repository.replace('/', '--')}"
    (home / "refs").mkdir(parents=True)
    (home / "refs" / "main").write_text("a" * 40)
    snapshot = home / "snapshots" / ("a" * 40)
    snapshot.mkdir(parents=True)
    (snapshot / "open_clip_model.safetensors").write_bytes(b"0" * 2_000_000)
    here = [row for row in models.list_models() if row.path is not None]
    assert [(row.model, row.tag, row.megabytes) for row in here] == [("ViT-B-16", "laion2b_s34b_b88k", 2)]


def test_a_fetch_that_fails_says_what_to_try(monkeypatch):
    import open_clip.pretrained

    def fail(_config, **_keywords):
        raise ConnectionError("no route")

    monkeypatch.setattr(open_clip.pretrained, "download_pretrained", fail)
    monkeypatch.setattr(models, "cached_weights", lambda model, tag: None)
    from scorecut.model.progress import Silent

    with pytest.raises(MissingError, match=r"could not be downloaded .*--clip-weights"):
        models.fetch("ViT-B-32", "laion2b_s34b_b79k", Silent())


def test_offline_is_undone_afterwards():
    import huggingface_hub.constants as constants

    before = (os.environ.get("HF_HUB_OFFLINE"), constants.HF_HUB_OFFLINE)
    with models.offline():
        assert os.environ["HF_HUB_OFFLINE"] == "1" and constants.HF_HUB_OFFLINE
    assert (os.environ.get("HF_HUB_OFFLINE"), constants.HF_HUB_OFFLINE) == before


@pytest.mark.parametrize(("own", "kept"), [("1", "True"), (None, "False")])
def test_who_works_offline_anyway_stays_offline_afterwards(own, kept):
    code = (
        "from scorecut.picture import models\nwith models.offline():\n    import huggingface_hub.constants as c\n"
        "print(c.HF_HUB_OFFLINE)"
    )
    env = {name: value for name, value in os.environ.items() if name != "HF_HUB_OFFLINE"}
    env |= {"HF_HUB_OFFLINE": own} if own else {}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=env)
    assert done.stdout.strip() == kept, done.stderr


def test_open_clip_imports_in_a_fresh_process():
    code = (
        "from scorecut.picture.torchvision_guard import make_importable as m; print(m()); import open_clip; print(m())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "()"


def test_a_healthy_torchvision_is_left_alone(monkeypatch, tmp_path):
    from scorecut.picture import torchvision_guard

    monkeypatch.setattr(torchvision_guard, "library_loads", lambda folder: True)
    monkeypatch.setattr(torchvision_guard, "declare", lambda path: pytest.fail("operators were declared"))
    monkeypatch.setattr(torchvision_guard, "sys", type("NoModules", (), {"modules": {}}))
    assert torchvision_guard.make_importable() == ()


def test_operators_are_read_from_the_registrations(tmp_path):
    source = (
        '@register_meta("roi")\ndef a(x): ...\n@torch.library.register_fake("scorecut_test::two")\ndef b(x, y): ...\n'
    )
    assert wanted_operators(source) == [("two", "(Tensor x, Tensor y) -> Tensor")]
    assert declare(tmp_path / "absent.py") == ()
