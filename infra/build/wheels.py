"""Installs a dependency group's wheels for Lambda's platform, leaves out what never runs there, and precompiles."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PLATFORM = "aarch64-manylinux_2_34"
"""Lambda's python3.13 runs on Amazon Linux 2023, whose C library is glibc 2.34."""
PYTHON = "3.13"
"""Lambda's runtime in template.yaml: python3.13 on arm64."""
EXPORT = ("export", "--frozen", "--quiet", "--no-emit-project")
IN_THE_RUNTIME = ("boto3", "botocore", "s3transfer")
"""Lambda's Python runtimes bring these."""
NEVER_RUN = ("tests", "test", "__pycache__")
"""Folders of installed packages that no handler imports."""
NEVER_READ = (".pyi", ".pyx", ".pxd", ".c", ".h", ".cpp", ".hpp", ".a", ".exe")


NEVER_USED = (
    # Charts are drawn to PNG; only the PDF and PostScript backends shape and subset fonts.
    *(
        f"fontTools/{part}"
        for part in ("cu2qu", "designspaceLib", "feaLib", "merge", "mtiLib", "otlLib", "pens", "qu2cu")
    ),
    *(f"fontTools/{part}" for part in ("subset", "svgLib", "ttLib", "ufoLib", "varLib", "misc/bezierTools*")),
    *(f"matplotlib/mpl-data/{part}" for part in ("fonts/afm", "fonts/pdfcorefonts", "images", "plot_directive")),
    "matplotlib/mpl-data/sample_data",
    # What drawing needs of Pillow is its core and PNG.
    *(f"PIL/{part}*.so" for part in ("_avif", "_webp", "_imagingcms", "_imagingft")),
    *(f"pillow.libs/lib{part}*" for part in ("avif", "brotli", "freetype", "harfbuzz", "lcms2", "sharpyuv", "webp")),
    "numpy/f2py",
    # A page for people who browse an OpenAPI description; no front door has one.
    "aws_lambda_powertools/event_handler/openapi/swagger_ui",
)
"""Parts of dependencies that no handler reaches, as globs; what weighs most, found by listing what drawing imports."""


class BuildError(RuntimeError):
    """A function could not be packaged; the message says why in a sentence."""


def distributions(root: Path, group: str) -> frozenset[str]:
    """Names of the distributions uv.lock fixes for `group`, in lower case with hyphens; BuildError if there is none."""
    listing = _uv(*EXPORT, "--only-group", group, "--no-hashes", "--no-annotate", "--no-header", cwd=root)
    names = (line.split("==")[0].split("[")[0].strip() for line in listing.splitlines() if "==" in line)
    return frozenset(name.lower().replace("_", "-") for name in names)


def install_group(root: Path, group: str, target: Path) -> None:
    """Install the wheels uv.lock fixes for `group` into `target`; BuildError when one has no wheel for Lambda."""
    with tempfile.TemporaryDirectory() as scratch:
        wanted = Path(scratch) / "requirements.txt"
        _uv(*EXPORT, "--only-group", group, "--output-file", str(wanted), cwd=root)
        if not wanted.read_text(encoding="utf-8").strip():
            return
        platform = ("--python-platform", PLATFORM, "--python-version", PYTHON, "--only-binary", ":all:")
        _uv("pip", "install", "--quiet", "--no-deps", *platform, "--target", str(target), "-r", str(wanted), cwd=root)


def _uv(*arguments: str, cwd: Path) -> str:
    beside = Path(sys.executable).with_name("uv")
    uv = str(beside) if beside.exists() else shutil.which("uv")
    if uv is None:
        raise BuildError("uv is needed to package a function and was not found")
    done = subprocess.run([uv, *arguments], cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BuildError(f"uv {arguments[0]} failed: {' '.join(done.stderr.split())}")
    return done.stdout


def prune(target: Path) -> None:
    """Delete what is installed and never runs in Lambda: tests, stubs, native sources, the SDK of the runtime."""
    sdk = [pattern for name in IN_THE_RUNTIME for pattern in (name, f"{name}-*.dist-info")]
    for pattern in (*sdk, "bin", *NEVER_USED):
        for found in target.glob(pattern):
            _delete(found)
    for found in sorted(target.rglob("*"), reverse=True):
        if found.name in NEVER_RUN or found.suffix in NEVER_READ:
            _delete(found)


def _delete(found: Path) -> None:
    if found.is_dir():
        shutil.rmtree(found)
    else:
        found.unlink()


def compile_all(folder: Path, *, keep_sources: bool) -> bool:
    """Compile every module for the runtime, valid unchecked since the folder is read-only there; False when impossible.

    Only the runtime's own version of Python makes .pyc files it will read; where none is found the sources stay alone,
    and cold starts are slower. Without sources the .pyc takes their place, which nearly halves what a library weighs.
    """
    python = runtime_python()
    if python is None:
        return False
    beside = () if keep_sources else ("-b",)
    options = ("-q", "-j", "0", *beside, "--invalidation-mode", "unchecked-hash")
    done = subprocess.run([python, "-m", "compileall", *options, str(folder)], check=False)  # noqa: S603
    if done.returncode:
        raise BuildError(f"a module in {folder.name} does not compile under Python {PYTHON}")
    for source in () if keep_sources else folder.rglob("*.py"):
        source.unlink()
    return True


def runtime_python() -> str | None:
    """An interpreter of the runtime's version: this one, or one that uv finds on the machine."""
    if f"{sys.version_info.major}.{sys.version_info.minor}" == PYTHON:
        return sys.executable
    try:
        return _uv("python", "find", "--no-python-downloads", PYTHON, cwd=Path.cwd()).strip() or None
    except BuildError:
        return None
