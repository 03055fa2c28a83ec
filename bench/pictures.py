"""Pictures, Etalase against sharp: the same photos, sizes and formats, side by side.

    python3 bench/pictures.py [--photos FOLDER] [--count 24] [--runs 3] [--own-effort] [--scored 3] [--tools FOLDER]

Makes photos unless FOLDER has some, then runs in turn, each in new folders: Etalase from an empty cache, and sharp at the
speeds that Etalase gives its encoder; with --own-effort also once at the effort that sharp has of itself. Prints medians,
and the median of each pair's ratio: CPU seconds (user and system, children included), seconds, memory of the largest
process, bytes, and SSIMULACRA2 of the first photos' pictures against the photo, wholly decoded and reduced in one step.

TOOLS, by default a temporary folder, gets sharp by npm and ssimulacra2 by pip; nothing is installed elsewhere. Runs with
the Python that runs Etalase, on Linux or macOS, two photos at a time.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from statistics import mean, median
from typing import Any, Final, NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageOps

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from etalase.images import cached_file, inspect_photos, make_derivatives  # noqa: E402
from etalase.model import Focus  # noqa: E402
from etalase.pictures import Derivative, avif_speed, plan_picture  # noqa: E402
from etalase.problems import Location  # noqa: E402

Json = dict[str, Any]

SHARP: Final = "sharp@0.35.5"
SSIMULACRA2: Final = "ssimulacra2==0.3.0"
WORKERS: Final = 2
# Qualities at which sharp's pictures score as ours do. Its effort is 9 less the encoder's speed.
SHARP_AVIF: Final = {"quality": 66, "chromaSubsampling": "4:2:0"}
SHARP_JPEG: Final = {"quality": 78, "chromaSubsampling": "4:2:0", "progressive": True}
SHARP_EFFORT: Final = 4  # sharp's own
FASTEST: Final = 9  # speed at which sharp's effort is 0
SIDES: Final = ((4000, 3000), (3000, 2000), (3000, 4000))


class Run(NamedTuple):
    cpu_s: float
    wall_s: float
    peak_mb: float


def main() -> int:
    options = parsed_options()
    if options.make:
        make_ours(*options.make)
        return 0
    install(options.tools)
    sys.path.append(str(options.tools / "python"))
    with tempfile.TemporaryDirectory(prefix="pictures-") as name:
        work = Path(name)
        photos = options.photos or made_photos(work / "photos", options.count)
        runs: dict[str, list[Run]] = {"Etalase": [], "sharp, same speeds": []}
        folders: dict[str, Path | None] = {"Etalase": None, "sharp, same speeds": work / "same-0"}
        for number in range(options.runs):
            ours = work / f"ours-{number}"
            runs["Etalase"].append(measured_run([sys.executable, __file__, "--make", str(photos), str(ours)], ROOT))
            made = json.loads((ours / "made.json").read_text())
            runs["sharp, same speeds"].append(run_sharp(made, work / f"same-{number}", options.tools))
            print(
                f"run {number + 1}:", *(f"{name} {found[-1].cpu_s:.1f} CPU-s;" for name, found in runs.items()), file=sys.stderr
            )
        if options.own_effort:
            folders["sharp, its own"] = own = work / "own"
            runs["sharp, its own"] = [run_sharp(made, own, options.tools, effort=SHARP_EFFORT)]
        print_table(runs, made, folders, options.scored)
    return 0


def parsed_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, help="folder of photos, in place of made ones")
    parser.add_argument("--count", type=int, default=24, help="photos to make")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--own-effort", action="store_true", help="sharp also at its own effort, which takes long")
    parser.add_argument("--scored", type=int, default=3, help="photos whose pictures are scored; 0.5 minutes each")
    parser.add_argument("--tools", type=Path, default=Path(tempfile.gettempdir()) / "etalase-bench-tools")
    parser.add_argument("--make", nargs=2, type=Path, metavar=("PHOTOS", "OUT"), help=argparse.SUPPRESS)
    return parser.parse_args()


def install(tools: Path) -> None:
    if not (tools / "node_modules" / "sharp").is_dir():
        tools.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--prefix", str(tools), SHARP], check=True)
    if not (tools / "python").is_dir():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(tools / "python")]
        subprocess.run([*pip, SSIMULACRA2, "scipy"], check=True)


def made_photos(folder: Path, count: int) -> Path:
    """Photo-like JPEGs of 12 and 6 megapixels: soft light, hard edges, cloth and grain. The same count, the same pixels."""
    folder.mkdir()
    with ProcessPoolExecutor() as processes:
        list(processes.map(make_photo, [folder / f"{number:04}.jpg" for number in range(count)], range(count)))
    return folder


def make_photo(file: Path, number: int) -> None:
    chance = random.Random(number)
    size = SIDES[number % len(SIDES)]

    def noise(width: int, height: int) -> Image.Image:
        return Image.frombytes("RGB", (width, height), chance.randbytes(width * height * 3))

    photo = noise(3, 3).resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(photo)
    for _ in range(24):
        x, y, across, down = (chance.randrange(side) for side in (*size, size[0] // 3, size[1] // 3))
        shape = chance.choice((draw.ellipse, draw.rectangle))
        shape((x, y, x + across, y + down), fill=tuple(chance.randbytes(3)))
    for step, strength in ((64, 0.2), (24, 0.15), (8, 0.1), (3, 0.06)):
        layer = noise(size[0] // step, size[1] // step).resize(size, Image.Resampling.BICUBIC)
        photo = ImageChops.overlay(photo, Image.blend(Image.new("RGB", size, (128, 128, 128)), layer, strength))
    Image.blend(photo, noise(*size), 0.03).save(file, quality=90)


def make_ours(photos: Path, out: Path) -> None:
    """What a build does for pictures, from an empty cache; notes in OUT what was made."""
    files = [(str(file.relative_to(photos)), Location("bench", 1, 1)) for file in sorted(photos.iterdir())]
    with ThreadPoolExecutor(WORKERS) as executor:
        measured, problems = inspect_photos(files, photos, out, executor, 1)
        plans = [(name, place, plan_picture(measured[name], Focus())) for name, place in files if name in measured]
        problems += make_derivatives(plans, photos, out, executor).problems
    if problems:
        sys.exit(f"photos that cannot be used: {problems}")
    noted = [
        {
            "file": str(photos / name),
            "width": picture.width,
            "height": picture.height,
            "outputs": [
                *(output(derivative, (0, 0, picture.width, picture.height), out) for derivative in picture.full),
                *(output(derivative, picture.crop, out) for derivative in picture.square),
            ],
        }
        for name, _, picture in plans
    ]
    (out / "made.json").write_text(json.dumps(noted))


def output(derivative: Derivative, crop: tuple[int, ...], out: Path) -> Json:
    """One file to make; `encoding` names its settings."""
    size = {"width": derivative.width, "height": derivative.height, "format": derivative.format}
    speed = avif_speed(derivative.width) if derivative.format == "avif" else ""
    return {"file": str(cached_file(out, derivative)), "crop": crop, "encoding": f"{derivative.format}{speed}", **size}


def run_sharp(made: list[Json], folder: Path, tools: Path, *, effort: int | None = None) -> Run:
    """Sharp makes the same files in `folder`: each at our speed, or all at one effort."""
    folder.mkdir()
    photos = [{**photo, "outputs": [{**file, "file": str(moved(file, folder))} for file in photo["outputs"]]} for photo in made]
    efforts = {f"avif{speed}": FASTEST - speed if effort is None else effort for speed in range(FASTEST + 1)}
    encodings = {"jpeg": SHARP_JPEG, **{name: {**SHARP_AVIF, "effort": effort} for name, effort in efforts.items()}}
    jobs = folder / "jobs.json"
    jobs.write_text(json.dumps({"workers": WORKERS, "photos": photos, "encodings": encodings}))
    return measured_run(["node", str(ROOT / "bench" / "sharp.mjs"), str(jobs)], tools)


def moved(file: Json, folder: Path | None) -> Path:
    """Where a file lies that Etalase made, or its counterpart in a folder of sharp's."""
    return folder / Path(file["file"]).name if folder else Path(file["file"])


def measured_run(command: list[str], folder: Path) -> Run:
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder)
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Run(usage.ru_utime + usage.ru_stime, wall_s, usage.ru_maxrss / unit)


def print_table(runs: dict[str, list[Run]], made: list[Json], folders: dict[str, Path | None], scored: int) -> None:
    files = [file for photo in made for file in photo["outputs"]]
    print(f"\n{len(made)} photos, {len(files)} files\n")
    print("| | CPU-s | s | MB, largest process | MB, files | SSIMULACRA2 |\n| --- | --- | --- | --- | --- | --- |")
    scores = {name: scores_of(made[:scored], folder) for name, folder in folders.items()}
    for name, found in runs.items():
        cpu_s, wall_s, peak_mb = (median(column) for column in zip(*found, strict=True))
        size = sum(moved(file, folders[name]).stat().st_size for file in files) / 1e6
        score = mean(score for _, score in scores[name])
        print(f"| {name} | {cpu_s:.1f} | {wall_s:.1f} | {peak_mb:.0f} | {size:.2f} | {score:.1f} |")
    ours, *others = runs.values()
    for name, theirs in zip([*runs][1:], others, strict=True):
        pairs = [Run(*(one / other for one, other in zip(*pair, strict=True))) for pair in zip(ours, theirs, strict=False)]
        cpu, wall, peak = (median(column) for column in zip(*pairs, strict=True))
        print(f"| Etalase / {name} | {cpu:.2f} | {wall:.2f} | {peak:.2f} | | |")
    print("\n| SSIMULACRA2 of |", " | ".join(runs), "|\n| --- |", "--- |" * len(runs))
    for kind in sorted({kind for kind, _ in scores["Etalase"]}):
        means = (mean(score for found, score in rows if found == kind) for rows in scores.values())
        print(f"| {kind[0]} {kind[1]} |", " | ".join(f"{score:.1f}" for score in means), "|")


def scores_of(photos: list[Json], folder: Path | None) -> list[tuple[tuple[str, int], float]]:
    """Format and width of each file, and its score."""
    work = [(photo["file"], file, moved(file, folder)) for photo in photos for file in photo["outputs"]]
    with ProcessPoolExecutor(WORKERS) as processes:
        return list(processes.map(score_of, *zip(*work, strict=True)))


def score_of(photo: str, file: Json, made: Path) -> tuple[tuple[str, int], float]:
    from ssimulacra2 import compute_ssimulacra2

    with Image.open(photo) as image, Image.open(made) as picture, tempfile.TemporaryDirectory() as folder:
        reference, plain = f"{folder}/reference.png", f"{folder}/made.png"
        size = (file["width"], file["height"])
        ImageOps.exif_transpose(image).convert("RGB").resize(size, Image.Resampling.LANCZOS, file["crop"]).save(reference)
        picture.convert("RGB").save(plain)
        return (file["format"], file["width"]), float(compute_ssimulacra2(reference, plain))


if __name__ == "__main__":
    sys.exit(main())
