// sharp.mjs JOBS: makes with sharp what JOBS (see pictures.py) lists; run in a folder whose node_modules hold sharp.
//
// As sharp's own guide writes it: a pipeline for each file, two photos at a time, a thread each.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const sharp = createRequire(`${process.cwd()}/`)("sharp");
const { workers, photos, encodings } = JSON.parse(readFileSync(process.argv[2]));

sharp.concurrency(1);
await Promise.all(Array.from({ length: workers }, work));

async function work() {
  for (let photo = photos.pop(); photo; photo = photos.pop()) {
    for (const { file, crop, width, height, format, encoding } of photo.outputs) {
      const upright = sharp(photo.file).autoOrient();
      const [left, top, right, bottom] = crop;
      const part = photo.width === right - left && photo.height === bottom - top
        ? upright
        : upright.extract({ left, top, width: right - left, height: bottom - top });
      await part.resize(width, height, { fit: "fill" })[format](encodings[encoding]).toFile(file);
    }
  }
}
